# What attackers gain, and what their share changes
# gnuplot fig11.gp draws fig11.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,684 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,2136 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,7.12in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig11.'.format
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
set xlabel '' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'unearned payments (%)' offset 0.2,0
set xtics ('signature oracle' 0, 'mempool replay' 1, 'second release' 2, 'PoFD first' 3, 'hub cache' 4, 'self-delivery' 5, 'CRS subversion' 6) rotate by 35 right
set xrange [-0.6:6.6]
set yrange [0:*]
set key maxcols 2
set key
plot 'fig11.dat' index 0 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#0072B2' fillstyle solid 0.55 title 'as in the paper', \
     'fig11.dat' index 1 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#D55E00' fillstyle solid 0.55 title 'authors'' code', \
     'fig11.dat' index 2 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#009E73' fillstyle solid 0.55 title 'hardened'
set title '(b)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel 'distributors that withhold keys, or serve nobody (%)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'time to 95 % (min)' offset 0.2,0
set key maxcols 2
set key
plot 'fig11.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 title 'withhold keys', \
     'fig11.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 title 'and are shunned', \
     'fig11.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 title 'serve nobody'
set title '(c)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel 'hubs that keep U for their other devices (%)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'distributors'' income (%)' offset 0.2,0
unset key
plot 'fig11.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 notitle
unset multiplot
unset output
}
