using ActiveLearning.Grains.Compute;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Features;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// One head's pass over the encoded rows of a partition, step by step. First the rows that stood near the front before, for the new front is mostly among them; their
/// scores are set aside until the head has become champion. Then all others, from where the pass before stopped, so that no row is passed over for ever
/// when versions follow one another faster than a pass takes. Only the computing runs on the lane; what readers see changes between the steps.
/// </summary>
/// <param name="version">The version that scores.</param>
/// <param name="head">Its head.</param>
/// <param name="block">The partition's features.</param>
/// <param name="near">Rows to begin with, each once.</param>
/// <param name="from">Row from which on the others are scored.</param>
public sealed class ScoringPass(int version, HeadSession head, FeatureBlock block, int[] near, int from)
{
    private const int RowsAtOnce = 4_096;

    private readonly float[] _nearScores = new float[near.Length * head.Classes];
    private readonly CommitteeOpinion[] _nearOpinions = new CommitteeOpinion[head.Members > 0 ? near.Length : 0];
    private readonly HashSet<int> _isNear = [.. near];
    private readonly int[] _rows = new int[RowsAtOnce];
    private readonly float[] _scores = new float[RowsAtOnce * head.Classes];
    private readonly CommitteeOpinion[] _opinions = new CommitteeOpinion[head.Members > 0 ? RowsAtOnce : 0];
    private CommitteeOpinion[] _shownOpinions = [];
    private ProbabilityTable? _table;
    private Shortlist? _shortlist;
    private int _nearDone;
    private int _left;

    /// <summary>The version that scores.</summary>
    public int Version => version;

    /// <summary>Whether the head has a committee.</summary>
    public bool HasCommittee => head.Members > 0;

    /// <summary>What was added to each class's logit so that decisions follow stated shares; empty when nothing was.</summary>
    public float[] DecisionOffsets => head.DecisionOffsets;

    /// <summary>Row at which the next pass goes on.</summary>
    public int Next { get; private set; } = from;

    /// <summary>Rows of the table that this pass has scored.</summary>
    public int Scored { get; private set; }

    /// <summary>Whether the rows that stood near the front are scored.</summary>
    public bool IsNearDone => _nearDone == near.Length;

    /// <summary>Whether readers see this pass's scores.</summary>
    public bool IsAdopted => _table is not null;

    /// <summary>Whether all rows are scored and readers see it.</summary>
    public bool IsDone => IsAdopted && _left == 0;

    /// <summary>Scores some of the rows that stood near the front.</summary>
    public async Task StepNearAsync(ComputeLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var (first, count) = (_nearDone, Math.Min(RowsAtOnce, near.Length - _nearDone));
        await lane.RunAsync(
            () =>
            {
                head.Score(block, near.AsSpan(first, count), _nearScores.AsSpan(first * head.Classes), HasCommittee ? _nearOpinions.AsSpan(first, count) : []);
                return true;
            },
            cancellationToken);
        _nearDone += count;
    }

    /// <summary>Shows readers the scores that were set aside, and from here on each step's.</summary>
    /// <param name="table">Takes the scores.</param>
    /// <param name="shortlist">Takes the rows in greatest doubt, or null.</param>
    /// <param name="opinions">Takes the committee's opinions, by row; empty where there is no committee.</param>
    public void Adopt(ProbabilityTable table, Shortlist? shortlist, CommitteeOpinion[] opinions)
    {
        ArgumentNullException.ThrowIfNull(table);
        (_table, _shortlist, _shownOpinions, _left) = (table, shortlist, opinions, block.Count);
        table.EnsureRows(block.Count);
        Show(near, _nearScores, _nearOpinions);
    }

    /// <summary>Scores some of the other rows; call it once adopted.</summary>
    public async Task StepAsync(ComputeLane lane, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lane);
        var count = 0;
        for (; _left > 0 && count < RowsAtOnce; _left--, Next++)
        {
            Next = Next < block.Count ? Next : 0;
            if (block.HasEmbedding(Next) && !_isNear.Contains(Next))
            {
                _rows[count++] = Next;
            }
        }

        if (count > 0)
        {
            await lane.RunAsync(
                () =>
                {
                    head.Score(block, _rows.AsSpan(0, count), _scores, _opinions);
                    return true;
                },
                cancellationToken);
            Show(_rows.AsSpan(0, count), _scores, _opinions);
        }
    }

    private void Show(ReadOnlySpan<int> rows, ReadOnlySpan<float> scores, ReadOnlySpan<CommitteeOpinion> opinions)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var row = scores.Slice(i * head.Classes, head.Classes);
            _table!.Set(rows[i], row);
            _shortlist?.Offer(rows[i], row);
            if (opinions.Length > 0 && rows[i] < _shownOpinions.Length)
            {
                _shownOpinions[rows[i]] = opinions[i];
            }
        }

        Scored += rows.Length;
    }
}
