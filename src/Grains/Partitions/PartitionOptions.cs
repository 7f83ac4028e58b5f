using System.ComponentModel.DataAnnotations;

namespace ActiveLearning.Grains.Partitions;

/// <summary>How partitions rank. Section <c>Partitions</c>.</summary>
public sealed class PartitionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Partitions";

    /// <summary>Items that each re-rank puts, diversified, at the front; default 64. Higher costs time at each re-rank and lasts longer.</summary>
    [Range(8, 4096)]
    public int FrontSize { get; set; } = 64;

    /// <summary>How long items stay set aside for a router that took them; default 10 s. Longer wastes items when a router dies.</summary>
    public TimeSpan Reservation { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an item that a router handed out counts as leased without the ledger's word on it, where leases are not shorter; default 1 min. Whoever is offered it after that learns the true end of its lease. Longer
    /// keeps an item back that was handed out to nobody, because granting it failed.
    /// </summary>
    public TimeSpan HandedOut { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Least time between two fronts that are prepared only because a tenth more items were encoded, or the last; default 2 s.</summary>
    public TimeSpan FrontInterval { get; set; } = TimeSpan.FromSeconds(2);
}
