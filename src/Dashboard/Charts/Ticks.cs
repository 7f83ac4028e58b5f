namespace ActiveLearning.Dashboard.Charts;

/// <summary>Round values for an axis.</summary>
/// <param name="From">First tick.</param>
/// <param name="To">Last tick.</param>
/// <param name="Step">Distance between ticks: 1, 2 or 5 times a power of ten.</param>
public readonly record struct Ticks(double From, double To, double Step)
{
    /// <summary>The ticks, ascending.</summary>
    public IEnumerable<double> Values
    {
        get
        {
            var count = (int)Math.Round((To - From) / Step);
            for (var i = 0; i <= count; i++)
            {
                yield return From + (i * Step);
            }
        }
    }

    /// <summary>Finds ticks that enclose a range.</summary>
    /// <param name="low">Smallest value.</param>
    /// <param name="high">Greatest value; made greater than <paramref name="low"/> if it is not.</param>
    /// <param name="wanted">About how many steps, at least 1.</param>
    /// <param name="whole">Whether steps are at least 1, for counts.</param>
    public static Ticks Around(double low, double high, int wanted, bool whole = false)
    {
        if (!(high > low))
        {
            high = low + (whole ? Math.Max(1, wanted) : 0.1);
        }

        var rough = (high - low) / Math.Max(1, wanted);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
        if (whole && step < 1)
        {
            step = 1;
        }

        // A hair of tolerance, or 0.3 / 0.1 would count as a little more than 3.
        var from = Math.Floor((low / step) + 1e-9) * step;
        var to = Math.Ceiling((high / step) - 1e-9) * step;
        return new Ticks(from, to > from ? to : from + step, step);
    }
}
