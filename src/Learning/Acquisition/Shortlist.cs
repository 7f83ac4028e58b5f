namespace ActiveLearning.Learning.Acquisition;

/// <summary>
/// The rows of a large slice that the model doubts most (<see cref="Margin.Doubt"/>) and those likeliest of a class that is searched for, collected while the slice is scored. Functions
/// with a <see cref="Trail"/> choose among these alone, so that choosing takes as long in a million rows as in a thousand.
/// </summary>
public sealed class Shortlist
{
    /// <summary>Rows in doubt that are kept; a slice of at most as many needs no shortlist.</summary>
    public const int Capacity = 4_096;

    private const int LikelyCapacity = 1_024;

    private readonly BestRows _best = new(Capacity);
    private readonly BestRows? _likely;
    private readonly uint _salt;
    private int[]? _rows;
    private int[]? _likelyRows;

    /// <summary>Starts without rows.</summary>
    /// <param name="trail">What to collect.</param>
    /// <param name="random">Settles ties, so that no order of import is preferred.</param>
    public Shortlist(Trail trail, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Trail = trail;
        _likely = trail.Class is null ? null : new BestRows(LikelyCapacity);
        _salt = (uint)random.Next();
    }

    /// <summary>What it collects.</summary>
    public Trail Trail { get; }

    /// <summary>The rows in doubt, greatest first; sorted when first asked for after an offer.</summary>
    public IReadOnlyList<int> Rows => _rows ??= _best.Rows();

    /// <summary>The rows likeliest of the class that is searched for, likeliest first; empty while none is.</summary>
    public IReadOnlyList<int> LikelyRows => _likelyRows ??= _likely?.Rows() ?? [];

    /// <summary>Whether it holds what a function with this trail looks at.</summary>
    public bool Serves(Trail trail) => trail.Class is null || trail.Class == Trail.Class;

    /// <summary>Offers a row that was scored; one that is offered twice may stand there twice.</summary>
    public void Offer(int row, ReadOnlySpan<float> probabilities)
    {
        var tie = ((uint)row * 2654435761) ^ _salt;
        _best.Offer(row, Margin.Doubt(probabilities), tie);
        _rows = null;
        if (Trail.Class is { } wanted)
        {
            _likely!.Offer(row, probabilities[wanted], tie);
            _likelyRows = null;
        }
    }

    /// <summary>Collects the rows of a slice that is scored already.</summary>
    public static Shortlist Of(ProbabilityTable scores, Func<int, bool> isOpen, Trail trail, Random random)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(isOpen);
        var shortlist = new Shortlist(trail, random);
        Span<float> probabilities = new float[scores.Classes];
        for (var row = 0; row < scores.Rows; row++)
        {
            if (scores.Has(row) && isOpen(row))
            {
                scores.CopyTo(row, probabilities);
                shortlist.Offer(row, probabilities);
            }
        }

        return shortlist;
    }
}
