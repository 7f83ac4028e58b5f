using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;

namespace ActiveLearning.Silo.DashboardFeed;

/// <summary>
/// The versions that a live page carries: the newest, the champion, and of the older ones evenly spaced ones for the curve. A project of months has thousands.
/// </summary>
internal static class VersionsShown
{
    /// <summary>Newest versions, all of which are carried.</summary>
    public const int Newest = 50;

    /// <summary>Older versions carried at most, evenly spaced; the first is among them.</summary>
    public const int Older = 150;

    /// <summary>Chooses from all versions, which ascend; so does the answer.</summary>
    public static IEnumerable<ModelVersionRow> Of(IReadOnlyList<ModelVersionRow> all)
    {
        var older = all.Count - Newest;
        return all.Where((version, i) => i >= older
            || version.Stage == ModelStage.Champion
            || older <= Older
            || (long)i * Older / older != (long)(i - 1) * Older / older
            || i == 0);
    }
}
