using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace ActiveLearning.Grains.Placement;

/// <summary>Grains that are many and work hard (partitions, trainers, grouping): spread evenly over silos that score.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlacedWhereScoredAttribute() : PlacementAttribute(new SharePlacement { Role = "score" });

/// <summary>Grains that people wait for, wherever they are connected (projects): spread evenly over silos that serve.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PlacedWhereServedAttribute() : PlacementAttribute(new SharePlacement { Role = "serve" });

/// <summary>Places a grain on the silo whose share it is.</summary>
[GenerateSerializer, Immutable, Alias("share-placement")]
public sealed class SharePlacement : PlacementStrategy
{
    private const string RoleProperty = "share-placement-role";

    /// <summary>Role of the silos that share these grains: <c>serve</c> or <c>score</c>.</summary>
    [Id(0)]
    public string Role { get; set; } = "serve";

    /// <inheritdoc/>
    public override void Initialize(GrainProperties properties)
    {
        base.Initialize(properties);
        Role = properties.Properties.TryGetValue(RoleProperty, out var role) ? role : Role;
    }

    /// <inheritdoc/>
    public override void PopulateGrainProperties(
        IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        base.PopulateGrainProperties(services, grainClass, grainType, properties);
        properties[RoleProperty] = Role;
    }
}

/// <summary>Asks <see cref="ShareOfSilos"/>.</summary>
public sealed class SharePlacementDirector(ShareOfSilos share) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Task.FromResult(share.OwnerOf(target.GrainIdentity, ((SharePlacement)strategy).Role, context.GetCompatibleSilos(target)));
    }
}
