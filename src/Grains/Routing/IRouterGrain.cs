using ActiveLearning.Grains.Partitions;
using Orleans.Concurrency;

namespace ActiveLearning.Grains.Routing;

/// <summary>Matches the annotators of one silo to partition fronts. Holds nothing that can't be rebuilt. Key: <see cref="GrainKeys.Router"/>; found by <see cref="Routers"/>.</summary>
[Alias("IRouterGrain")]
public interface IRouterGrain : IGrainWithStringKey
{
    /// <summary>
    /// The best items for an annotator now, learning and control arm mixed by share, near-identical ones apart.
    /// Empty when nothing is open or the project is paused.
    /// </summary>
    /// <param name="annotator">Who asks.</param>
    /// <param name="count">How many.</param>
    /// <param name="excluded">Items that are not for this annotator, all that it holds among them: what else was assigned to it is no longer out.</param>
    [Alias("Assign")]
    Task<Assignments> Assign(string annotator, int count, int[] excluded);

    /// <summary>Learning-arm items that are worth more than the given ones by the swap margin, at most one for each; null where there is none.</summary>
    /// <param name="ordinals">Buffered items that nobody has looked at.</param>
    /// <param name="excluded">Items that are not for this annotator.</param>
    [Alias("Better")]
    Task<IReadOnlyList<Assignment?>> Better(int[] ordinals, int[] excluded);

    /// <summary>A hint: a lease ended, or there was none, so items near it may be handed out again. Not needed where the annotator asks for more at once and does not exclude the item for ever.</summary>
    [Alias("LeaseEnded"), OneWay]
    Task LeaseEnded(int ordinal);

    /// <summary>A hint: an annotator's screen came or went.</summary>
    [Alias("Presence"), OneWay]
    Task Presence(string annotator, bool present);

    /// <summary>A hint: a partition has prepared another front (new champion, strategy or items).</summary>
    [Alias("Changed"), OneWay]
    Task Changed();

    /// <summary>A hint: the owner paused or resumed the project.</summary>
    [Alias("PauseChanged"), OneWay]
    Task PauseChanged(bool paused);

    /// <summary>A hint: another silo's router finds nothing in a partition of which this one has items in hand.</summary>
    [Alias("GiveBack"), OneWay]
    Task GiveBack(int partition);

    /// <summary>A hint: sketches of the items that are out with another silo's annotators.</summary>
    [Alias("OutElsewhere"), OneWay]
    Task OutElsewhere(SiloAddress router, ulong[] sketches);

    /// <summary>Annotators with a screen on this silo.</summary>
    [Alias("GetPresent")]
    Task<int> GetPresent();
}

/// <summary>An item for somebody, with the arm it belongs to.</summary>
/// <param name="Item">The item.</param>
/// <param name="IsControl">Whether the walk gave it.</param>
/// <param name="Champion">Version that ranked it.</param>
[GenerateSerializer, Immutable, Alias("assignment")]
public sealed record Assignment([property: Id(0)] FrontItem Item, [property: Id(1)] bool IsControl, [property: Id(2)] int? Champion);

/// <summary>Answer of a router.</summary>
/// <param name="Paused">Whether the project is paused.</param>
/// <param name="Items">Items in the order to try them.</param>
[GenerateSerializer, Immutable, Alias("assignments")]
public sealed record Assignments([property: Id(0)] bool Paused, [property: Id(1)] IReadOnlyList<Assignment> Items);
