# Distributors over time: CrowdPatching, static seeding, free peer-to-peer, and a server
# gnuplot fig01.gp draws fig01.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,1005 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,3141 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,10.47in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig01.'.format
set multiplot layout 4,1
set border 3 linewidth 0.6
set lmargin 9.5
set rmargin 2
set tics nomirror scale 0.5
set grid back linewidth 0.4 linecolor rgb '#DDDDDD'
set style fill transparent solid 0.18 noborder
set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1
set title '(a) who holds the update for others' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:48]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'distributors' offset 0.2,0
set key maxcols 1
set key
plot 'fig01.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'all who hear', \
     'fig01.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 pointnumber 8 title 'who expect a profit', \
     'fig01.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 pointnumber 8 title 'without talk', \
     'fig01.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 pointnumber 8 title 'static seeding'
set title '(b) the same, with free peer-to-peer and a server' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:48]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set logscale y
set format y '%g'
set yrange [0.8:500]
set ylabel 'who serve' offset 0.2,0
set key maxcols 1
set key
plot 'fig01.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'CrowdPatching, all who hear', \
     'fig01.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 pointnumber 8 title 'static seeding', \
     'fig01.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 pointnumber 8 title 'free peer-to-peer, nobody leaves', \
     'fig01.dat' index 7 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 7 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 pointnumber 8 title 'free peer-to-peer, seeds leave', \
     'fig01.dat' index 8 using 1:2:3 with filledcurves linecolor rgb '#000000' notitle, \
     '' index 8 using 1:4 with linespoints linecolor rgb '#000000' dashtype '-.' pointtype 8 pointsize 0.6 pointnumber 8 title 'a server'
set title '(c) curves fitted to all who hear' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:24]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:110]
set ylabel 'distributors' offset 0.2,0
set key maxcols 2
set key
plot 'fig01.dat' index 9 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 9 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'mean of the runs', \
     'fig01.dat' index 10 using 1:4 with lines linecolor rgb '#000000' dashtype '-.' title 'Bass', \
     'fig01.dat' index 11 using 1:4 with lines linecolor rgb '#CC79A7' dashtype '.' title 'SI', \
     'fig01.dat' index 12 using 1:4 with lines linecolor rgb '#56B4E9' dashtype '-' title 'logistic', \
     'fig01.dat' index 13 using 1:4 with lines linecolor rgb '#D55E00' dashtype '-' title 'early exponential', \
     'fig01.dat' index 14 using 1:4 with lines linecolor rgb '#009E73' dashtype '-.' title 'exponential'
set title '(d) Akaike''s criterion above Bass''s' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xlabel 'who enters' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [-100:800]
set ylabel 'AIC - AIC of Bass' offset 0.2,0
set xtics ('all' 0, 'profit' 1, 'no talk' 2) norotate
set xrange [-0.6:2.6]
set key maxcols 2
set key
plot 'fig01.dat' index 15 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#56B4E9' fillstyle solid 0.55 title 'logistic', \
     'fig01.dat' index 16 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#CC79A7' fillstyle solid 0.55 title 'SI', \
     'fig01.dat' index 17 using 1:4:2:3:(0.24) with boxerrorbars linecolor rgb '#009E73' fillstyle solid 0.55 title 'exponential'
unset multiplot
unset output
}
