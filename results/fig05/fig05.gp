# The manufacturer's egress and cost a device against the number of devices
# gnuplot fig05.gp draws fig05.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,642 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,2007 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,6.69in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig05.'.format
set multiplot layout 3,1
set border 3 linewidth 0.6
set lmargin 9.5
set rmargin 2
set tics nomirror scale 0.5
set grid back linewidth 0.4 linecolor rgb '#DDDDDD'
set style fill transparent solid 0.18 noborder
set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1
set title '(a)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '%g'
set xrange [86.9565:3450]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '10^{%L}'
set yrange [0.1:100000]
set ylabel 'sent a device (kB)' offset 0.2,0
set key maxcols 2
set key
plot 'fig05.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig05.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'on a rollup', \
     'fig05.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig05.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'CDN', \
     'fig05.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.'
set title '(b)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '%g'
set xrange [86.9565:3450]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '10^{%L}'
set yrange [1e-06:10]
set ylabel 'cost a device (USD)' offset 0.2,0
unset key
plot 'fig05.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig05.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'on a rollup', \
     'fig05.dat' index 7 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 7 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig05.dat' index 8 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 8 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'CDN', \
     'fig05.dat' index 9 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 9 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.'
set title '(c)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '%g'
set xrange [86.9565:3450]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '10^{%L}'
set yrange [0.0001:1]
set ylabel 'of it fees of the chain (USD)' offset 0.2,0
unset key
plot 'fig05.dat' index 10 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 10 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig05.dat' index 11 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 11 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'on a rollup', \
     'fig05.dat' index 12 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 12 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.'
unset multiplot
unset output
}
