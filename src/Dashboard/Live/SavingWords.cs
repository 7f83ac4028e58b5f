using ActiveLearning.Contracts.Api;
using ActiveLearning.Dashboard.Charts;

namespace ActiveLearning.Dashboard.Live;

/// <summary>The measured saving as the page says it: the share of random labels that were not needed, and what the labels are worth. Never without its interval.</summary>
/// <param name="Value">The headline, in percent.</param>
/// <param name="Basis">Interval and basis.</param>
public sealed record SavingWords(string Value, string Basis)
{
    /// <summary>Puts it into words.</summary>
    public static SavingWords Of(MeasuredSaving saving)
    {
        ArgumentNullException.ThrowIfNull(saving);
        var limit = Figures.Count(saving.Limit);
        var worth = (saving.WorthLow, saving.WorthHigh) switch
        {
            (null, _) => $"more than {limit}",
            ({ } low, null) => $"{Rounded(low)} to more than {limit}",
            ({ } low, { } high) => $"{Rounded(low)} to {Rounded(high)}",
        };
        var headline = saving.Worth is { } labels ? Percent(saving.Labels, labels) : $"> {Percent(saving.Labels, saving.Limit)}";
        return new SavingWords(headline, $"{Figures.Count(saving.Labels)} labels do the work of {worth} random ones (95%)");
    }

    private static string Percent(int labels, double worth) => Signed(Math.Round(100 * (1 - (labels / worth))));

    // Two figures are as many as such an interval has.
    private static string Rounded(double labels)
    {
        var unit = labels >= 1_000 ? 100 : 10;
        return Figures.Count((long)Math.Round(labels / unit) * unit);
    }

    private static string Signed(double percent) => Figures.Count((long)percent);
}
