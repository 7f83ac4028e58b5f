namespace ActiveLearning.Grains;

/// <summary>
/// References to grains. <see cref="IGrainFactory"/> works out an interface's name from its attributes anew at each call, which was a tenth of a label's way to the ledger
/// (verb <c>ledger</c>); here it is kept.
/// </summary>
public static class GrainReach
{
    /// <summary>The reference to a grain, as <c>GetGrain</c> makes it.</summary>
    /// <param name="grains">Makes references.</param>
    /// <param name="key">One of <see cref="GrainKeys"/>.</param>
    public static TGrain Reach<TGrain>(this IGrainFactory grains, string key)
        where TGrain : class, IGrainWithStringKey
    {
        if (Names<TGrain>.Known is { } names)
        {
            return (TGrain)grains.GetGrain(GrainId.Create(names.Grain, key), names.Interface);
        }

        var grain = grains.GetGrain<TGrain>(key);
        if (grain is GrainReference reference)
        {
            Names<TGrain>.Known = new GrainNames(reference.GrainId.Type, reference.InterfaceType);
        }

        return grain;
    }

    private sealed record GrainNames(GrainType Grain, GrainInterfaceType Interface);

    // Names follow from the types alone, so all silos of a process share them.
    private static class Names<TGrain>
    {
        public static GrainNames? Known { get; set; }
    }
}
