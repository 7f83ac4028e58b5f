namespace ActiveLearning.Grains.Training;

/// <summary>
/// When another fit pays: as soon as the labels have grown by a twentieth (5 at least), or when labelling pauses: for a moment
/// when they have grown by a hundredth, for ten seconds when there is any new label at all. So a young model follows every few labels, an old one is not refitted for changes that it would not show, and the last label never waits long.
/// </summary>
/// <param name="options">The numbers.</param>
public sealed class RefitRule(RefitOptions options)
{
    private const double PauseGrowth = 0.01;

    /// <summary>Whether to fit now.</summary>
    /// <param name="fitted">Label rows that the newest version saw.</param>
    /// <param name="known">Label rows in the ledger.</param>
    /// <param name="sinceLastLabel">Time since the newest row was heard of.</param>
    public bool Pays(long fitted, long known, TimeSpan sinceLastLabel)
    {
        var unseen = known - fitted;
        return unseen > 0
            && (unseen >= Math.Max(options.LeastLabels, (long)(options.Growth * fitted))
                || (sinceLastLabel >= options.Pause && unseen >= PauseGrowth * fitted)
                || sinceLastLabel >= options.LongPause);
    }
}
