using ActiveLearning.Grains.Placement;

namespace ActiveLearning.Grains.Routing;

/// <summary>A project's routers: one on each silo where people work, so that nobody's next item waits for another silo.</summary>
public sealed class Routers(IGrainFactory grains, ILocalSiloDetails here, ISiloStatusOracle silos, ShareOfSilos share)
{
    /// <summary>The router of this silo.</summary>
    public IRouterGrain Here(string projectId) => On(projectId, here.SiloAddress);

    /// <summary>The router of one silo.</summary>
    public IRouterGrain On(string projectId, SiloAddress silo) => grains.Reach<IRouterGrain>(GrainKeys.Router(projectId, silo));

    /// <summary>The routers of all silos that serve; one that nobody asked yet wakes.</summary>
    public IReadOnlyList<IRouterGrain> All(string projectId) =>
        [.. share.Admitted("serve", silos.GetApproximateSiloStatuses(onlyActive: true).Keys).Select(silo => On(projectId, silo))];

    /// <summary>The routers of all silos that serve but this one.</summary>
    public IEnumerable<IRouterGrain> Others(string projectId)
    {
        var own = Here(projectId);
        return All(projectId).Where(router => !router.Equals(own));
    }

    /// <summary>Whether a silo's router can still be reached.</summary>
    public bool IsThere(SiloAddress silo) => silos.GetApproximateSiloStatus(silo) == SiloStatus.Active;
}
