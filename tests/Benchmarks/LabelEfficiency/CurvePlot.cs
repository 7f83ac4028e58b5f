using ScottPlot;

namespace ActiveLearning.Benchmarks.LabelEfficiency;

/// <summary>Learning curves as a picture: a line through the medians of the seeds, a band from the worst to the best.</summary>
public static class CurvePlot
{
    private const int Width = 1000;
    private const int Height = 620;

    // Okabe and Ito's colours, which colour-blind people tell apart too.
    private static readonly string[] Palette = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"];

    private static readonly LinePattern[] Patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];

    /// <summary>Writes a PNG, or an SVG where the name ends so.</summary>
    public static void Write(string path, string title, IReadOnlyList<Curve> curves)
    {
        using var plot = new Plot();
        var strategies = curves.GroupBy(curve => curve.Strategy).ToArray();
        for (var i = 0; i < strategies.Length; i++)
        {
            var labels = strategies[i].First().Points.Select(point => (double)point.Labels).ToArray();
            var scores = labels.Select((_, at) => strategies[i].Where(curve => at < curve.Points.Count).Select(curve => curve.Points[at].MacroF1).Order().ToArray()).ToArray();
            var colour = Color.FromHex(Palette[i % Palette.Length]);
            var band = plot.Add.FillY(labels, [.. scores.Select(at => at[0])], [.. scores.Select(at => at[^1])]);
            band.FillColor = colour.WithAlpha(0.12);
            band.LineWidth = 0;
            var line = plot.Add.ScatterLine(labels, [.. scores.Select(at => Curve.Median(at))], colour);
            line.LineWidth = 2.5f;
            line.LinePattern = Patterns[i % Patterns.Length];
            line.LegendText = strategies[i].Key;
        }

        plot.Title(title);
        plot.XLabel("labels");
        plot.YLabel("macro-F1 on held-out items: median, band from worst to best seed");
        plot.ShowLegend(Alignment.LowerRight);
        if (path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase))
        {
            plot.SaveSvg(path, Width, Height);
        }
        else
        {
            plot.SavePng(path, Width, Height);
        }
    }
}
