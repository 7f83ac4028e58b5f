using ActiveLearning.Contracts.Api;

namespace ActiveLearning.Dashboard.Charts;

/// <summary>
/// The versions of a project as points of a learning curve. Figures from different sources can't be compared, so a curve keeps to one: the champion's,
/// or else that of the newest version.
/// </summary>
/// <param name="Source"><c>test</c> or <c>outOfFold</c>; empty while there is nothing to draw.</param>
/// <param name="Points">Points in the order of labels seen.</param>
public sealed record LearningCurve(string Source, IReadOnlyList<CurvePoint> Points)
{
    /// <summary>Builds the curve; among versions that saw the same number of labels the newest counts.</summary>
    public static LearningCurve Of(IReadOnlyList<ModelVersion> models)
    {
        var judged = models.Where(model => model.Metrics is not null).ToList();
        var source = (judged.LastOrDefault(model => model.Stage == "champion") ?? judged.LastOrDefault())?.Metrics?.Source ?? "";
        var points = judged
            .Where(model => model.Metrics!.Source == source)
            .GroupBy(model => model.Labels)
            .Select(group => group.MaxBy(model => model.Version)!)
            .OrderBy(model => model.Labels)
            .Select(model => new CurvePoint(model.Version, model.Labels, model.Metrics!.MacroF1, model.Metrics.MacroF1Low, model.Metrics.MacroF1High, model.Strategy))
            .ToList();
        return new LearningCurve(source, points);
    }

    /// <summary>The points at which another strategy had begun to choose the labels, the first one included.</summary>
    public IReadOnlyList<CurvePoint> Changes =>
        [.. Points.Where((point, i) => point.Strategy is not null && point.Strategy != Points.Take(i).LastOrDefault(before => before.Strategy is not null)?.Strategy)];

    /// <summary>Where the figures come from, in words.</summary>
    public static string WordsFor(string source) => source switch
    {
        "test" => "held out",
        "outOfFold" => "out of fold",
        _ => source,
    };

    /// <summary>Positions that leave at least <paramref name="gap"/> pixels between marks; the last one always stays.</summary>
    public static IReadOnlyList<int> Spread(IReadOnlyList<double> positions, double gap)
    {
        var kept = new List<int>();
        var right = double.PositiveInfinity;
        for (var i = positions.Count - 1; i >= 0; i--)
        {
            if (right - positions[i] >= gap)
            {
                kept.Add(i);
                right = positions[i];
            }
        }

        kept.Reverse();
        return kept;
    }
}

/// <summary>One version on the learning curve.</summary>
/// <param name="Version">Its number.</param>
/// <param name="Labels">Labels that it saw.</param>
/// <param name="MacroF1">Its macro-F1.</param>
/// <param name="Low">Lower end of the 95% interval.</param>
/// <param name="High">Upper end of the 95% interval.</param>
/// <param name="Strategy">Acquisition function that chose its newest labels; null when unknown.</param>
public sealed record CurvePoint(int Version, int Labels, double MacroF1, double Low, double High, string? Strategy = null);
