# What runs take, and simulation against closed forms
# gnuplot fig13.gp draws fig13.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,868 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,2712 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,9.04in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig13.'.format
set multiplot layout 4,1
set border 3 linewidth 0.6
set lmargin 9.5
set rmargin 2
set tics nomirror scale 0.5
set grid back linewidth 0.4 linecolor rgb '#DDDDDD'
set style fill transparent solid 0.18 noborder
set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1
set title '(a) messages' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '10^{%L}'
set xrange [869.565:115000]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '%g'
set yrange [1:1000]
set ylabel 'messages a device' offset 0.2,0
set key maxcols 2
set key
plot 'fig13.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig13.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig13.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.', \
     'fig13.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 title 'Lee and Lee', \
     'fig13.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'Boudguiga et al.', \
     'fig13.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'Refai and Wu'
set title '(b) processor, as measured' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '10^{%L}'
set xrange [869.565:115000]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '%g'
set yrange [0.01:100]
set ylabel 'processor time a run (s)' offset 0.2,0
unset key
plot 'fig13.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig13.dat' index 7 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 7 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig13.dat' index 8 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 8 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.', \
     'fig13.dat' index 9 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 9 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 title 'Lee and Lee', \
     'fig13.dat' index 10 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 10 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'Boudguiga et al.', \
     'fig13.dat' index 11 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 11 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'Refai and Wu'
set title '(c) memory, as measured' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'devices' offset 0,0.4
set format x '10^{%L}'
set xrange [869.565:115000]
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '%g'
set yrange [20:2000]
set ylabel 'most memory of a run (MB)' offset 0.2,0
unset key
plot 'fig13.dat' index 12 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 12 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'CrowdPatching', \
     'fig13.dat' index 13 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 13 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'server', \
     'fig13.dat' index 14 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 14 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'Leiba et al.', \
     'fig13.dat' index 15 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 15 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 title 'Lee and Lee', \
     'fig13.dat' index 16 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 16 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 title 'Boudguiga et al.', \
     'fig13.dat' index 17 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 17 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 title 'Refai and Wu'
set title '(d) simulation over theory' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel 'model' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:1.4]
set ylabel 'simulated / closed form' offset 0.2,0
set xtics ('1 - exp(-t)' 0, 'Little''s law' 1, 'even polls' 2, 'renewal' 3, 'expiry' 4, 'free entry' 5) rotate by 35 right
set xrange [-0.6:5.6]
unset key
plot 'fig13.dat' index 18 using 1:4:2:3:(0.72) with boxerrorbars linecolor rgb '#0072B2' fillstyle solid 0.55 notitle
unset multiplot
unset output
}
