using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace ActiveLearning.Grains.Placement;

/// <summary>Grains of which each silo has one of its own, named in their key (<see cref="GrainKeys.SiloOf"/>).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlacedOnNamedSiloAttribute() : PlacementAttribute(new NamedSiloPlacement());

/// <summary>Places a grain on the silo that its key names.</summary>
[GenerateSerializer, Immutable, Alias("named-silo-placement")]
public sealed class NamedSiloPlacement : PlacementStrategy;

/// <summary>Reads the silo off the key. Once that silo is gone nobody needs the grain; a late hint opens it on any other.</summary>
public sealed class NamedSiloPlacementDirector : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var silos = context.GetCompatibleSilos(target);
        var named = GrainKeys.SiloOf(target.GrainIdentity.Key.ToString()!);
        return Task.FromResult(named is not null && silos.Contains(named) ? named : ShareOfSilos.Highest(target.GrainIdentity, silos));
    }
}
