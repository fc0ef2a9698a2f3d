# Newcomers' share and the wait for the first delivery, by selection rule and reset
# gnuplot fig07.gp draws fig07.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,478 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,1494 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,4.98in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig07.'.format
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
set xlabel '' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'newcomers'' deliveries (%)' offset 0.2,0
set xtics ('highest score' 0, 'threshold' 1, 'in proportion' 2, 'softmax' 3, 'epsilon-greedy' 4, 'first responder' 5, 'score and rate' 6) rotate by 35 right
set xrange [-0.6:6.6]
set key maxcols 2
set key
plot 'fig07.dat' index 0 using 1:4:2:3:(0.36) with boxerrorbars linecolor rgb '#0072B2' fillstyle solid 0.55 title 'anew every hour', \
     'fig07.dat' index 1 using 1:4:2:3:(0.36) with boxerrorbars linecolor rgb '#D55E00' fillstyle solid 0.55 title 'scores last'
set title '(b)' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel '' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set ylabel 'wait for the first delivery (h)' offset 0.2,0
set xtics ('highest score' 0, 'threshold' 1, 'in proportion' 2, 'softmax' 3, 'epsilon-greedy' 4, 'first responder' 5, 'score and rate' 6) rotate by 35 right
set xrange [-0.6:6.6]
set yrange [0:*]
unset key
plot 'fig07.dat' index 2 using 1:4:2:3:(0.36) with boxerrorbars linecolor rgb '#0072B2' fillstyle solid 0.55 title 'anew every hour', \
     'fig07.dat' index 3 using 1:4:2:3:(0.36) with boxerrorbars linecolor rgb '#D55E00' fillstyle solid 0.55 title 'scores last'
unset multiplot
unset output
}
