/* The script and the data that gnuplot draws a figure of. */
#include <math.h>
#include <string.h>

#include "analysis/figure/figure.h"

/* One column of a two-column page. */
#define WIDTH_IN 3.5
#define PANEL_IN 2.05
#define KEY_ROW_IN 0.13
#define BAR_NAMES_IN 0.3
/* Of the longest label in a key of two columns. */
#define KEY_LABEL_CHARACTERS 17
#define FONT_PT 7.5
#define PNG_DPI 300.0
#define SVG_DPI 96.0
#define POINT_DPI 72.0
/* Of a bar's place, the part that bars fill. */
#define BARS_WIDTH 0.8
/* A time has many values, of which so many have a mark. */
#define TIME_MARKS 8

/* Colours that the colour-blind tell apart. Source: Okabe and Ito 2008, Color Universal Design. */
static const char *const colours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                      "#E69F00", "#56B4E9", "#000000", "#999933"};
static const char *const dashes[] = {"1", "'-'", "'-.'", "'.'", "1", "'-'", "'-.'", "'.'"};
static const unsigned marks[] = {7, 5, 9, 13, 6, 4, 8, 12};

/* A text in quotes, of whose characters none means anything to gnuplot. */
static void append_text(struct base_buffer *out, const char *text)
{
    base_buffer_printf(out, "'");
    for (; *text; text++) {
        if (*text == '\'')
            base_buffer_printf(out, "'");
        else if (strchr("_^{}@&~\\", *text))
            base_buffer_printf(out, "\\");
        base_buffer_printf(out, "%c", *text);
    }
    base_buffer_printf(out, "'");
}

/* The ends of a logarithmic axis of y: powers of ten about all means. False: no mean is above 0. */
static bool log_range(const struct figure_data *data, size_t panel, const struct figure_axis *axis,
                      double *ret_low, double *ret_high)
{
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < data->count; i++) {
        const struct figure_value *value = &data->values[i];
        if (value->panel == panel && value->y.n > 0 && value->y.value > 0) {
            least = fmin(least, value->y.value);
            most = fmax(most, value->y.value);
        }
    }
    if (axis->has_range) {
        *ret_low = axis->low;
        *ret_high = axis->high;
        return true;
    }
    if (most <= 0)
        return false;
    *ret_low = pow(10, floor(log10(least)));
    *ret_high = pow(10, ceil(log10(most)));
    if (*ret_high <= *ret_low)
        *ret_high = 10 * *ret_low;
    return true;
}

static double bar_width(const struct figure_panel *panel)
{
    return BARS_WIDTH / (double)panel->series_count;
}

static void append_value(const struct figure_spec *spec, const struct figure_data *data,
                         const struct figure_value *value, struct base_buffer *out)
{
    const struct figure_panel *panel = &spec->panels[value->panel];
    double x = value->x, low = value->y.low, high = value->y.high, least, most;
    if (panel->kind == FIGURE_KIND_BARS)
        x += ((double)value->series - (double)(panel->series_count - 1) / 2) * bar_width(panel);
    if (value->y.n == 0) {
        base_buffer_printf(out, "%.10g NaN NaN NaN\n", x);
        return;
    }
    if (!isfinite(low))
        low = value->y.value;
    if (!isfinite(high))
        high = value->y.value;
    /* A band that goes below what a logarithmic axis can show ends at its foot. */
    if (panel->y.is_log && log_range(data, value->panel, &panel->y, &least, &most) && low < least)
        low = least;
    base_buffer_printf(out, "%.10g %.10g %.10g %.10g\n", x, low, high, value->y.value);
}

void figure_gnuplot_data(const struct figure_spec *spec, const struct figure_data *data,
                         struct base_buffer *out)
{
    base_buffer_printf(out, "# x, low and high end of the 95 %% interval, mean\n");
    for (size_t i = 0; i < data->count; i++) {
        const struct figure_value *value = &data->values[i];
        bool is_first =
            i == 0 || value[-1].panel != value->panel || value[-1].series != value->series;
        if (is_first)
            base_buffer_printf(out, "%s# panel %zu: %s\n", i > 0 ? "\n\n" : "", value->panel + 1,
                               spec->panels[value->panel].series[value->series].label);
        append_value(spec, data, value, out);
    }
}

/* Whether an earlier panel's key tells all series of this one. */
static bool is_told(const struct figure_spec *spec, size_t index)
{
    const struct figure_panel *panel = &spec->panels[index];
    for (size_t i = 0; i < panel->series_count; i++) {
        bool is_there = false;
        for (size_t j = 0; j < index; j++)
            for (size_t k = 0; k < spec->panels[j].series_count; k++) {
                const struct figure_series *earlier = &spec->panels[j].series[k];
                bool is_alike =
                    (spec->panels[j].kind == FIGURE_KIND_BARS) == (panel->kind == FIGURE_KIND_BARS);
                is_there =
                    is_there || (earlier->style == panel->series[i].style &&
                                 strcmp(earlier->label, panel->series[i].label) == 0 && is_alike);
            }
        if (!is_there)
            return false;
    }
    return true;
}

/* Two columns where their labels are short enough for the width. */
static size_t key_columns(const struct figure_panel *panel)
{
    size_t longest = 0;
    for (size_t i = 0; i < panel->series_count; i++) {
        size_t len = strlen(panel->series[i].label);
        longest = len > longest ? len : longest;
    }
    return longest > KEY_LABEL_CHARACTERS ? 1 : 2;
}

/* Rows of a panel's key. */
static size_t key_rows(const struct figure_spec *spec, size_t index)
{
    const struct figure_panel *panel = &spec->panels[index];
    size_t columns = key_columns(panel);
    return panel->series_count > 1 && !is_told(spec, index)
               ? (panel->series_count + columns - 1) / columns
               : 0;
}

static double height_in(const struct figure_spec *spec)
{
    double height = 0.15;
    for (size_t i = 0; i < spec->panel_count; i++) {
        bool is_bars = spec->panels[i].kind == FIGURE_KIND_BARS;
        height += PANEL_IN + KEY_ROW_IN * (double)key_rows(spec, i) + (is_bars ? BAR_NAMES_IN : 0);
    }
    return height;
}

static void append_head(const struct figure_spec *spec, const char *name, struct base_buffer *out)
{
    double height = height_in(spec);
    base_buffer_printf(out, "# %s\n# gnuplot %s.gp draws %s.dat as svg, png and pdf.\n",
                       spec->title, name, name);
    base_buffer_printf(
        out,
        "do for [format in 'svg png pdf'] {\n"
        "if (format eq 'svg') {set terminal svg size %.0f,%.0f enhanced font 'DejaVu Sans,%g' "
        "linewidth 1.2 background 'white'}\n"
        "if (format eq 'png') {set terminal pngcairo size %.0f,%.0f enhanced font 'DejaVu Sans,%g' "
        "fontscale %.4g linewidth 2.6 pointscale 1.9 background 'white'}\n"
        "if (format eq 'pdf') {set terminal pdfcairo size %gin,%gin enhanced font 'DejaVu Sans,%g' "
        "fontscale 0.75 linewidth 1.2 pointscale 0.5 background 'white'}\n"
        "set output '%s.'.format\n"
        "set multiplot layout %zu,1\n"
        "set border 3 linewidth 0.6\n"
        "set lmargin 9.5\nset rmargin 2\n"
        "set tics nomirror scale 0.5\n"
        "set grid back linewidth 0.4 linecolor rgb '#DDDDDD'\n"
        "set style fill transparent solid 0.18 noborder\n"
        "set key outside top center horizontal Left reverse samplen 1.8 spacing 0.95 width -1\n",
        WIDTH_IN * SVG_DPI, height * SVG_DPI, FONT_PT * SVG_DPI / POINT_DPI, WIDTH_IN * PNG_DPI,
        height * PNG_DPI, FONT_PT, PNG_DPI / SVG_DPI, WIDTH_IN, height, FONT_PT, name,
        spec->panel_count);
}

/* A number with a power of ten only where it takes many digits. */
static void append_format(const char *axis, double low, double high, struct base_buffer *out)
{
    bool is_wide = low < 0.01 || high > 9999;
    base_buffer_printf(out, "set format %s '%s'\n", axis, is_wide ? "10^{%L}" : "%g");
}

static void append_scale(const char *axis, const struct figure_axis *settings, double low,
                         double high, bool has_ends, struct base_buffer *out)
{
    base_buffer_printf(out, "unset logscale %s\nset autoscale %s\nset format %s '%%g'\n", axis,
                       axis, axis);
    if (settings->is_log) {
        base_buffer_printf(out, "set logscale %s\n", axis);
        if (has_ends)
            append_format(axis, low, high, out);
    }
    if (settings->has_range)
        base_buffer_printf(out, "set %srange [%g:%g]\n", axis, settings->low, settings->high);
    else if (settings->is_log && has_ends && axis[0] == 'y')
        base_buffer_printf(out, "set yrange [%g:%g]\n", low, high);
    base_buffer_printf(out, "set %slabel ", axis);
    append_text(out, settings->label);
    base_buffer_printf(out, axis[0] == 'y' ? " offset 0.2,0\n" : " offset 0,0.4\n");
}

static const char *cell_label(const struct figure_axis *axis, const char *cell)
{
    for (size_t i = 0; i < axis->name_count; i++)
        if (strcmp(axis->names[i].cell, cell) == 0)
            return axis->names[i].label;
    return cell;
}

/* The names below bars, aslant where there are many. */
static void append_cells(const struct figure_panel *panel, const struct figure_data *data,
                         size_t index, struct base_buffer *out)
{
    size_t places = 0;
    base_buffer_printf(out, "set xtics (");
    for (size_t i = 0; i < data->count; i++) {
        const struct figure_value *value = &data->values[i];
        bool is_new = value->panel == index;
        for (size_t j = 0; is_new && j < i; j++)
            is_new = data->values[j].panel != index || data->values[j].x != value->x;
        if (!is_new)
            continue;
        base_buffer_printf(out, "%s", places++ > 0 ? ", " : "");
        append_text(out, cell_label(&panel->x, value->cell));
        base_buffer_printf(out, " %g", value->x);
    }
    base_buffer_printf(out, ")%s\nset xrange [-0.6:%g]\n",
                       places > 4 ? " rotate by 35 right" : " norotate", (double)places - 0.4);
}

/* The panel's last and first x above 0. */
static bool x_range(const struct figure_data *data, size_t panel, double *ret_low, double *ret_high)
{
    *ret_low = INFINITY;
    *ret_high = 0;
    for (size_t i = 0; i < data->count; i++)
        if (data->values[i].panel == panel && data->values[i].x > 0) {
            *ret_low = fmin(*ret_low, data->values[i].x);
            *ret_high = fmax(*ret_high, data->values[i].x);
        }
    return *ret_high > 0;
}

static void append_panel(const struct figure_spec *spec, const struct figure_data *data,
                         size_t index, size_t *block, const char *name, struct base_buffer *out)
{
    const struct figure_panel *panel = &spec->panels[index];
    double low = 0, high = 0;
    base_buffer_printf(out, "set title ");
    append_text(out, panel->title);
    base_buffer_printf(out, " offset 0,-0.6\nset xtics autofreq norotate\n");
    append_scale("x", &panel->x, low, high, false, out);
    if (panel->x.is_log && x_range(data, index, &low, &high)) {
        append_format("x", low, high, out);
        if (!panel->x.has_range)
            base_buffer_printf(out, "set xrange [%g:%g]\n", low / 1.15, high * 1.15);
    }
    bool has_ends = log_range(data, index, &panel->y, &low, &high);
    append_scale("y", &panel->y, low, high, has_ends, out);
    if (panel->kind == FIGURE_KIND_BARS)
        append_cells(panel, data, index, out);
    if (panel->kind == FIGURE_KIND_BARS && !panel->y.is_log && !panel->y.has_range)
        base_buffer_printf(out, "set yrange [0:*]\n");
    if (key_rows(spec, index) > 0)
        base_buffer_printf(out, "set key maxcols %zu\n", key_columns(panel));
    base_buffer_printf(out, "%s key\nplot ", key_rows(spec, index) > 0 ? "set" : "unset");
    for (size_t i = 0; i < panel->series_count; i++, ++*block) {
        const struct figure_series *series = &panel->series[i];
        unsigned style = series->style - 1;
        base_buffer_printf(out, "%s'%s.dat' index %zu ", i > 0 ? ", \\\n     " : "", name, *block);
        if (panel->kind == FIGURE_KIND_BARS) {
            base_buffer_printf(out,
                               "using 1:4:2:3:(%g) with boxerrorbars linecolor rgb '%s' fillstyle "
                               "solid 0.55 ",
                               0.9 * bar_width(panel), colours[style]);
        } else if (series->fit) {
            base_buffer_printf(out, "using 1:4 with lines linecolor rgb '%s' dashtype %s ",
                               colours[style], dashes[style]);
        } else {
            base_buffer_printf(out,
                               "using 1:2:3 with filledcurves linecolor rgb '%s' notitle, \\\n"
                               "     '' index %zu using 1:4 with linespoints linecolor rgb '%s' "
                               "dashtype %s pointtype %u pointsize 0.6 ",
                               colours[style], *block, colours[style], dashes[style], marks[style]);
            if (panel->kind == FIGURE_KIND_TIME)
                base_buffer_printf(out, "pointnumber %d ", TIME_MARKS);
        }
        base_buffer_printf(out, panel->series_count > 1 ? "title " : "notitle");
        if (panel->series_count > 1)
            append_text(out, series->label);
    }
    base_buffer_printf(out, "\n");
}

void figure_gnuplot_script(const struct figure_spec *spec, const struct figure_data *data,
                           const char *name, struct base_buffer *out)
{
    size_t block = 0;
    append_head(spec, name, out);
    for (size_t i = 0; i < spec->panel_count; i++)
        append_panel(spec, data, i, &block, name, out);
    base_buffer_printf(out, "unset multiplot\nunset output\n}\n");
}
