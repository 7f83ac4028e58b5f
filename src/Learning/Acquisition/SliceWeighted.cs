namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// Another function, asked slice by slice: each slice of one attribute gets as many of the next labels as it needs (<see cref="SliceNeed"/>), and within the slice the function
/// chooses. Works for any function, since values are never compared between slices.
/// </summary>
/// <param name="inner">Chooses within a slice.</param>
/// <param name="attribute">The attribute whose values are the slices.</param>
public sealed class SliceWeighted(IAcquisitionFunction inner, string attribute) : IAcquisitionFunction
{
    /// <summary>Stands between the function's name and the attribute's, as in <c>margin@lang</c>.</summary>
    public const char Separator = '@';

    /// <inheritdoc/>
    public string Name => $"{inner.Name}{Separator}{Attribute}";

    /// <inheritdoc/>
    public string TradeOff => $"{inner.TradeOff} Labels go to values of {Attribute} that are under-labelled or where the model is weak; the figures of the whole grow a little slower.";

    /// <inheritdoc/>
    public bool AsksCommittee => inner.AsksCommittee;

    /// <summary>The attribute whose values are the slices.</summary>
    public string Attribute { get; } = attribute;

    /// <inheritdoc/>
    public IReadOnlyList<Candidate> Select(PoolView pool, int count, Random random)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(random);
        if (pool.AttributeSlices is not { } slices)
        {
            return inner.Select(pool, count, random);
        }

        var open = new List<int>?[slices.NextShare.Length];
        foreach (var row in pool.Open.Span)
        {
            (open[slices.Of(row)] ??= []).Add(row);
        }

        var queues = new Queue<Candidate>?[open.Length];
        for (var s = 0; s < open.Length; s++)
        {
            // The slice's part, and as much again as others may leave to it.
            var part = Math.Min(count, (int)Math.Ceiling(slices.NextShare[s] * count) + (slices.NextShare[s] > 0 ? 1 : 0));
            if (open[s] is { } rows && part > 0)
            {
                queues[s] = new Queue<Candidate>(inner.Select(pool with { Open = rows.ToArray() }, part, random));
            }
        }

        var chosen = Interleave(queues, slices.NextShare, count, pool.ShareOfPool);
        return chosen.Count == Math.Min(count, pool.Open.Length) ? chosen : WithRest(chosen, pool, count, random);
    }

    // Each step goes to the slice that is furthest behind its share, so that any beginning of the list is spread as the whole is.
    private static List<Candidate> Interleave(Queue<Candidate>?[] queues, float[] share, int count, double shareOfPool)
    {
        var chosen = new List<Candidate>(count);
        var due = new double[queues.Length];
        while (chosen.Count < count)
        {
            var next = -1;
            for (var s = 0; s < queues.Length; s++)
            {
                due[s] += share[s];
                if (queues[s] is { Count: > 0 } && (next < 0 || due[s] > due[next]))
                {
                    next = s;
                }
            }

            if (next < 0)
            {
                break;
            }

            due[next] -= 1;
            chosen.Add(Place(queues[next]!.Dequeue(), chosen.Count, shareOfPool));
        }

        return chosen;
    }

    // Slices that need nothing still go before an empty front.
    private List<Candidate> WithRest(List<Candidate> chosen, PoolView pool, int count, Random random)
    {
        var taken = chosen.Select(candidate => candidate.Row).ToHashSet();
        var rest = pool with { Open = pool.Open.ToArray().Where(row => !taken.Contains(row)).ToArray() };
        foreach (var candidate in inner.Select(rest, count - chosen.Count, random))
        {
            chosen.Add(Place(candidate, chosen.Count, pool.ShareOfPool));
        }

        return chosen;
    }

    // Values of two slices cannot be compared, so the place in the order stands for them: how much of the pool's next labels has been handed out before, as this partition sees it.
    private static Candidate Place(Candidate candidate, int place, double shareOfPool) => candidate with { Value = (float)(-place / shareOfPool) };
}
