# Outage of the manufacturer, churn of the distributors, and look-ups
# gnuplot fig12.gp draws fig12.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,680 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,2124 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,7.08in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig12.'.format
set multiplot layout 3,1
set border 3 linewidth 0.6
set lmargin 9.5
set rmargin 2
set tics nomirror scale 0.5
set grid back linewidth 0.4 linecolor rgb '#DDDDDD'
set style fill transparent solid 0.18 noborder
set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1
set title '(a) the manufacturer is down' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel 'outage of the manufacturer (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '%g'
set yrange [1:1000]
set ylabel 'time to 95 % (min)' offset 0.2,0
set key maxcols 2
set key
plot 'fig12.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig12.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig12.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'CDN', \
     'fig12.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.', \
     'fig12.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'Boudguiga et al.', \
     'fig12.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#000000' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#000000' dashtype '-.' pointtype 8 pointsize 0.6 title 'Refai and Wu'
set title '(b) distributors come and go' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'distributors'' mean time to failure (min)' offset 0,0.4
set format x '%g'
set xrange [1.73913:138]
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'time to 95 % (min)' offset 0.2,0
unset key
plot 'fig12.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig12.dat' index 7 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 7 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.'
set title '(c) look-ups, as messages and as fits' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'other peers in the hash table' offset 0,0.4
set format x '%g'
set xrange [43.4783:920]
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:400]
set ylabel 'median look-up (ms)' offset 0.2,0
set key maxcols 2
set key
plot 'fig12.dat' index 8 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 8 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'messages', \
     'fig12.dat' index 9 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 9 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'fit to them', \
     'fig12.dat' index 10 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 10 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'messages, churn', \
     'fig12.dat' index 11 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 11 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'fit, churn', \
     'fig12.dat' index 12 using 1:2:3 with filledcurves linecolor rgb '#000000' notitle, \
     '' index 12 using 1:4 with linespoints linecolor rgb '#000000' dashtype '-.' pointtype 8 pointsize 0.6 title 'fit to IPFS'
unset multiplot
unset output
}
