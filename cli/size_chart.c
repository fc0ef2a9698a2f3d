/* The response curve as a picture. */
#include <math.h>

#include "cli/size_private.h"

#define WIDTH 760.0
#define HEIGHT 340.0
#define LEFT 56.0
#define RIGHT 16.0
#define TOP 34.0
#define BOTTOM 46.0

struct axes {
    double low, high; /* of rewards */
};

static double x_of(const struct axes *axes, double reward)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * log(reward / axes->low) / log(axes->high / axes->low);
}

static double y_of(double share)
{
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
}

static void draw_frame(struct base_buffer *html)
{
    for (int percent = 0; percent <= 100; percent += 25) {
        double y = y_of(percent / 100.0);
        base_buffer_printf(
            html,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ccd2da\"/>"
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n",
            LEFT, WIDTH - RIGHT, y, y, LEFT - 6, y + 4, percent);
    }
    base_buffer_printf(
        html,
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">reward a_d, US dollars at the "
        "middle price</text>\n",
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8);
}

/** One, two and five of each decade, on which people read a logarithmic axis. */
static void draw_ticks(const struct axes *axes, struct base_buffer *html)
{
    static const double steps[] = {1, 2, 5};
    for (double decade = pow(10, floor(log10(axes->low))); decade <= axes->high; decade *= 10) {
        for (size_t i = 0; i < 3; i++) {
            double reward = decade * steps[i];
            if (reward < axes->low || reward > axes->high)
                continue;
            double x = x_of(axes, reward);
            base_buffer_printf(
                html,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#5a6472\"/>"
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%.3g</text>\n",
                x, x, y_of(0), y_of(0) + 5, x, y_of(0) + 18, reward);
        }
    }
}

static void draw_mark(const struct axes *axes, double reward, const char *label, double y,
                      struct base_buffer *html)
{
    double x = x_of(axes, reward);
    base_buffer_printf(html,
                       "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#b3261e\" "
                       "stroke-dasharray=\"5 3\"/><text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\" "
                       "fill=\"#b3261e\">%s</text>\n",
                       x, x, y + 4, y_of(0), x - 4, y, label);
}

static void draw_curve(const struct axes *axes, const struct size_curve *curve,
                       struct base_buffer *html)
{
    base_buffer_printf(html, "<polygon fill=\"#9fc3e8\" fill-opacity=\"0.5\" points=\"");
    for (size_t i = 0; i < curve->count; i++)
        base_buffer_printf(html, "%.1f,%.1f ", x_of(axes, curve->rewards[i]),
                           y_of(curve->responses[i].low));
    for (size_t i = curve->count; i-- > 0;)
        base_buffer_printf(html, "%.1f,%.1f ", x_of(axes, curve->rewards[i]),
                           y_of(curve->responses[i].high));
    base_buffer_printf(
        html, "\"/>\n<polyline fill=\"none\" stroke=\"#0b4a8f\" stroke-width=\"2\" points=\"");
    for (size_t i = 0; i < curve->count; i++)
        base_buffer_printf(html, "%.1f,%.1f ", x_of(axes, curve->rewards[i]),
                           y_of(curve->responses[i].fit));
    base_buffer_printf(html, "\"/>\n");
    for (size_t i = 0; i < curve->count; i++)
        base_buffer_printf(html, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#0b4a8f\"/>",
                           x_of(axes, curve->rewards[i]), y_of(curve->responses[i].raw));
    base_buffer_printf(html, "\n");
}

void size_draw_curve(const struct size_study *study, const struct size_answer *answer,
                     struct base_buffer *html)
{
    const struct size_curve *curve = &answer->curve;
    struct axes axes = {
        .low = curve->rewards[0] / 1.05,
        .high = 1.05 * fmax(curve->rewards[curve->count - 1], answer->reward),
    };
    double wanted = y_of(study->release->target->probability);
    base_buffer_printf(
        html,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" "
        "font-family=\"sans-serif\" font-size=\"12\" fill=\"#1d2733\">\n"
        "<title>Share of rollouts that reach the coverage, by reward</title>\n",
        WIDTH, HEIGHT);
    draw_frame(html);
    draw_ticks(&axes, html);
    draw_curve(&axes, curve, html);
    base_buffer_printf(html,
                       "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#2e7d32\" "
                       "stroke-dasharray=\"2 3\"/>\n",
                       LEFT, WIDTH - RIGHT, wanted, wanted);
    if (answer->is_cliff_known)
        draw_mark(&axes, answer->cliff, "cliff", TOP - 20, html);
    draw_mark(&axes, answer->reward,
              answer->outcome == SIZE_RECOMMENDED ? "recommended" : "candidate", TOP - 6, html);
    base_buffer_printf(html, "</svg>\n");
}
