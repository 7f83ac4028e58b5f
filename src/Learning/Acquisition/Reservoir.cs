namespace ActiveLearning.Learning.Acquisition;

/// <summary>A random draw from rows whose number is not known before the last (algorithm R; Vitter, Random sampling with a reservoir, ACM TOMS 11 (1985)).</summary>
public static class Reservoir
{
    /// <summary>Draws rows in one pass, each as likely as any other, with memory for the draw alone.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="size">How many at most, 1 or more; of fewer all, in their order.</param>
    /// <param name="random">Decides.</param>
    public static int[] Draw(IEnumerable<int> rows, int size, Random random)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        var drawn = new List<int>();
        var seen = 0;
        foreach (var row in rows)
        {
            if (++seen <= size)
            {
                drawn.Add(row);
            }
            else if (random.Next(seen) is var place && place < size)
            {
                drawn[place] = row;
            }
        }

        return [.. drawn];
    }
}
