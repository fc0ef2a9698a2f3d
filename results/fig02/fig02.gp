# Patched devices over time, six systems in one world
# gnuplot fig02.gp draws fig02.dat as svg, png and pdf.
do for [format in 'svg png pdf'] {
if (format eq 'svg') {set terminal svg size 336,839 enhanced font 'DejaVu Sans,10' linewidth 1.2 background 'white'}
if (format eq 'png') {set terminal pngcairo size 1050,2622 enhanced font 'DejaVu Sans,7.5' fontscale 3.125 linewidth 2.6 pointscale 1.9 background 'white'}
if (format eq 'pdf') {set terminal pdfcairo size 3.5in,8.74in enhanced font 'DejaVu Sans,7.5' fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}
set output 'fig02.'.format
set multiplot layout 4,1
set border 3 linewidth 0.6
set lmargin 9.5
set rmargin 2
set tics nomirror scale 0.5
set grid back linewidth 0.4 linecolor rgb '#DDDDDD'
set style fill transparent solid 0.18 noborder
set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1
set title '(a) 1,000 devices, polls in ten minutes' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:20]
set xlabel 'time since the start (min)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'patched devices (%)' offset 0.2,0
set key maxcols 2
set key
plot 'fig02.dat' index 0 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 0 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'CrowdPatching', \
     'fig02.dat' index 1 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 1 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 pointnumber 8 title 'server', \
     'fig02.dat' index 2 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 2 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 pointnumber 8 title 'Leiba et al.', \
     'fig02.dat' index 3 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 3 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 pointnumber 8 title 'Lee and Lee', \
     'fig02.dat' index 4 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 4 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 pointnumber 8 title 'Boudguiga et al.', \
     'fig02.dat' index 5 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 5 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 pointnumber 8 title 'Refai and Wu'
set title '(b) 10,000 devices, polls in three days' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:80]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'patched devices (%)' offset 0.2,0
unset key
plot 'fig02.dat' index 6 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 6 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'CrowdPatching', \
     'fig02.dat' index 7 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 7 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 pointnumber 8 title 'server', \
     'fig02.dat' index 8 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 8 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 pointnumber 8 title 'Leiba et al.', \
     'fig02.dat' index 9 using 1:2:3 with filledcurves linecolor rgb '#CC79A7' notitle, \
     '' index 9 using 1:4 with linespoints linecolor rgb '#CC79A7' dashtype '.' pointtype 13 pointsize 0.6 pointnumber 8 title 'Lee and Lee', \
     'fig02.dat' index 10 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 10 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 pointnumber 8 title 'Boudguiga et al.', \
     'fig02.dat' index 11 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 11 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 pointnumber 8 title 'Refai and Wu'
set title '(c) 100,000 devices, polls in three days' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:80]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'patched devices (%)' offset 0.2,0
unset key
plot 'fig02.dat' index 12 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 12 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'CrowdPatching', \
     'fig02.dat' index 13 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 13 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 pointnumber 8 title 'server', \
     'fig02.dat' index 14 using 1:2:3 with filledcurves linecolor rgb '#009E73' notitle, \
     '' index 14 using 1:4 with linespoints linecolor rgb '#009E73' dashtype '-.' pointtype 9 pointsize 0.6 pointnumber 8 title 'Leiba et al.', \
     'fig02.dat' index 15 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 15 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 pointnumber 8 title 'Boudguiga et al.', \
     'fig02.dat' index 16 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 16 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 pointnumber 8 title 'Refai and Wu'
set title '(d) 1,000,000 devices, polls in three days' offset 0,-0.6
set xtics autofreq norotate
unset logscale x
set autoscale x
set format x '%g'
set xrange [0:80]
set xlabel 'time since the start (h)' offset 0,0.4
unset logscale y
set autoscale y
set format y '%g'
set yrange [0:100]
set ylabel 'patched devices (%)' offset 0.2,0
unset key
plot 'fig02.dat' index 17 using 1:2:3 with filledcurves linecolor rgb '#0072B2' notitle, \
     '' index 17 using 1:4 with linespoints linecolor rgb '#0072B2' dashtype 1 pointtype 7 pointsize 0.6 pointnumber 8 title 'CrowdPatching', \
     'fig02.dat' index 18 using 1:2:3 with filledcurves linecolor rgb '#D55E00' notitle, \
     '' index 18 using 1:4 with linespoints linecolor rgb '#D55E00' dashtype '-' pointtype 5 pointsize 0.6 pointnumber 8 title 'server', \
     'fig02.dat' index 19 using 1:2:3 with filledcurves linecolor rgb '#E69F00' notitle, \
     '' index 19 using 1:4 with linespoints linecolor rgb '#E69F00' dashtype 1 pointtype 6 pointsize 0.6 pointnumber 8 title 'Boudguiga et al.', \
     'fig02.dat' index 20 using 1:2:3 with filledcurves linecolor rgb '#56B4E9' notitle, \
     '' index 20 using 1:4 with linespoints linecolor rgb '#56B4E9' dashtype '-' pointtype 4 pointsize 0.6 pointnumber 8 title 'Refai and Wu'
unset multiplot
unset output
}
