using System.IO.Hashing;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace ActiveLearning.Grains.Placement;

/// <summary>
/// Which silo a grain belongs on, among those whose role admits it: the one with the highest hash of silo and grain (rendezvous hashing), and for a project's partitions, which
/// are few and heavy, the one that <see cref="EvenShares"/> says. Every silo comes to the same answer without asking.
/// </summary>
public sealed class ShareOfSilos(ISiloMetadataCache? metadata = null)
{
    /// <summary>Name under which a silo tells its role: <c>all</c>, <c>serve</c> or <c>score</c>.</summary>
    public const string RolesKey = "roles";

    /// <summary>The silo that a grain belongs on. Where no silo has the role, any will do: serving in the wrong place beats not serving.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="role"><c>serve</c> or <c>score</c>.</param>
    /// <param name="silos">Silos that are there; at least one.</param>
    public SiloAddress OwnerOf(GrainId grain, string role, IReadOnlyCollection<SiloAddress> silos)
    {
        var admitted = Admitted(role, silos);
        return GrainKeys.IsPartition(grain.Key.ToString()!) ? EvenShares.OwnerOf(grain, admitted) : Highest(grain, admitted);
    }

    /// <summary>The silos whose role admits a grain; all of them where none does.</summary>
    /// <param name="role"><c>serve</c> or <c>score</c>.</param>
    /// <param name="silos">Silos that are there.</param>
    public IReadOnlyCollection<SiloAddress> Admitted(string role, IEnumerable<SiloAddress> silos)
    {
        SiloAddress[] all = [.. silos];
        var admitted = Array.FindAll(all, silo => Admits(silo, role));
        return admitted.Length > 0 ? admitted : all;
    }

    /// <summary>The silo with the highest hash. When a silo joins or leaves, only its own share moves.</summary>
    public static SiloAddress Highest(GrainId grain, IEnumerable<SiloAddress> silos) =>
        silos.MaxBy(silo => (Weight(grain, silo), silo.Generation)) ?? throw new OrleansException("There is no silo to place a grain on.");

    /// <summary>How much a grain is drawn to a silo; by address and port, so that a silo that was restarted gets its old share back.</summary>
    internal static ulong Weight(GrainId grain, SiloAddress silo) => XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes($"{grain}{silo.Endpoint}"));

    private bool Admits(SiloAddress silo, string role) =>
        metadata is null || !metadata.GetSiloMetadata(silo).Metadata.TryGetValue(RolesKey, out var roles) || roles == "all" || roles == role;
}
