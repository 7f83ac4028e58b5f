namespace ActiveLearning.Learning.ControlArm;

/// <summary>An item in the order of the walk.</summary>
/// <param name="Ordinal">Its number; imports only ever add higher ones.</param>
/// <param name="State">Where it stands.</param>
public readonly record struct WalkStep(int Ordinal, WalkState State);

/// <summary>Where an item of the walk stands.</summary>
public enum WalkState
{
    /// <summary>Not settled yet: what lies behind it in the walk is no random sample.</summary>
    Open,

    /// <summary>Settled, by whichever arm.</summary>
    Settled,

    /// <summary>Skipped by so many that nobody is asked any more: its class stays unknown.</summary>
    Blocked,
}

/// <summary>
/// The settled part of the walk up to its first hole: a simple random sample of the items it speaks for, whatever the learning arm took. An import opens holes below the
/// reached rank; until they are filled, the sample speaks for the items that were there before it.
/// </summary>
/// <param name="Ordinals">Settled items, in the order of the walk.</param>
/// <param name="Blocked">Blocked items among them, whose class nobody knows.</param>
/// <param name="BelowOrdinal">The sample speaks for the pool items with a lower number than this.</param>
public sealed record SettledWalk(IReadOnlyList<int> Ordinals, int Blocked, int BelowOrdinal)
{
    // A sample of older items must be this many times as long, and this much longer, before it is worth more than one of the whole pool.
    private const int WorthFactor = 2;
    private const int WorthItems = 20;

    /// <summary>Finds the sample.</summary>
    /// <param name="steps">Items in the order of the walk, some way beyond the first hole.</param>
    /// <param name="nextOrdinal">Number that the next imported item gets: all of the pool lies below it.</param>
    public static SettledWalk Of(IReadOnlyList<WalkStep> steps, int nextOrdinal)
    {
        ArgumentNullException.ThrowIfNull(steps);
        var best = Prefix(steps, nextOrdinal, out var hole);
        for (var below = hole; below is { } limit; below = hole)
        {
            var older = Prefix(steps, limit, out hole);
            if (older.Ordinals.Count >= (WorthFactor * best.Ordinals.Count) + WorthItems)
            {
                best = older;
            }
        }

        return best;
    }

    private static SettledWalk Prefix(IReadOnlyList<WalkStep> steps, int below, out int? hole)
    {
        var settled = new List<int>();
        var blocked = 0;
        foreach (var step in steps.Where(step => step.Ordinal < below))
        {
            if (step.State == WalkState.Open)
            {
                hole = step.Ordinal;
                return new SettledWalk(settled, blocked, below);
            }

            if (step.State == WalkState.Settled)
            {
                settled.Add(step.Ordinal);
            }
            else
            {
                blocked++;
            }
        }

        hole = null;
        return new SettledWalk(settled, blocked, below);
    }
}
