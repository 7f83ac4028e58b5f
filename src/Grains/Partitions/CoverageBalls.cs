using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Learning.Features;

namespace ActiveLearning.Grains.Partitions;

/// <summary>Coverage of a partition by the project's labelled items: adds what is new, starts over when a label was taken back or δ changed.</summary>
public sealed class CoverageBalls(FeatureBlock block)
{
    private CoverageTracker? _tracker;
    private int _generation;
    private volatile bool _startsOver;

    /// <summary>Encoded rows near a labelled item.</summary>
    public int Covered => _tracker?.Covered ?? 0;

    /// <summary>Radius, a cosine distance; 0 until it is chosen.</summary>
    public float Delta => _tracker?.Delta ?? 0;

    /// <summary>Has the next update count anew, since rows have moved.</summary>
    public void StartOver() => _startsOver = true;

    /// <summary>Brings the count nearer to being up to date.</summary>
    /// <param name="delta">Radius, a cosine distance.</param>
    /// <param name="labelled">The project's labelled items.</param>
    /// <param name="comparisons">After about so many comparisons, some 30 ns each, it stops.</param>
    /// <returns>Whether the count is up to date.</returns>
    public bool Update(float delta, LabelledSnapshot labelled, int comparisons)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        if (_startsOver || _tracker is null || _tracker.Delta != delta || _generation != labelled.Generation || _tracker.Labelled > labelled.Places.Count)
        {
            _startsOver = false;
            _tracker = new CoverageTracker(block, delta);
            _generation = labelled.Generation;
        }

        return _tracker.RowsAdded(comparisons) && _tracker.LabelsAdded(labelled.Places, comparisons);
    }
}
