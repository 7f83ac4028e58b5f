using Orleans.GrainDirectory;

namespace ActiveLearning.Grains.Placement;

/// <summary>
/// A grain directory that knows no other silo: a grain of it is awake on each silo that asks for it, once. For grains that may well be awake several times, since the ledger has the
/// last word on all they do. The cluster's own directory costs such a grain three calls to another silo each time it wakes and goes: to look it up, to enter it, and to strike it off.
/// </summary>
public sealed class OwnSiloDirectory : IGrainDirectory
{
    /// <summary>Name under which grains ask for it.</summary>
    public const string Name = "own-silo";

    /// <summary>Lets every silo have the grain.</summary>
    public Task<GrainAddress?> Register(GrainAddress address) => Task.FromResult<GrainAddress?>(address);

    /// <summary>Nothing is entered, so nothing is struck off.</summary>
    public Task Unregister(GrainAddress address) => Task.CompletedTask;

    /// <summary>Knows none: the silo that asks wakes the grain, or finds that it has it.</summary>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult<GrainAddress?>(null);

    /// <summary>Nothing is entered, so nothing is struck off.</summary>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
