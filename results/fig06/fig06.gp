# Concentration of the deliveries against the score's reset period
# gnuplot fig06.gp draws fig06.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,433 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,1353 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,4.51in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig06.'.format
set multiplot layout 2,1
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
set xlabel 'reset period of the scores (h)' offset 0,0.4
set format x '%g'
set xrange [0.434783:57.5]
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'Gini coefficient of deliveries' offset 0.2,0
set key maxcols 2
set key
plot 'fig06.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'highest score', \
     'fig06.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'in proportion', \
     'fig06.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'first responder'
set title '(b)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set logscale x
set xlabel 'reset period of the scores (h)' offset 0,0.4
set format x '%g'
set xrange [0.434783:57.5]
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'HHI of deliveries' offset 0.2,0
unset key
plot 'fig06.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 title 'highest score', \
     'fig06.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'in proportion', \
     'fig06.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'first responder'
unset multiplot
unset output
}
