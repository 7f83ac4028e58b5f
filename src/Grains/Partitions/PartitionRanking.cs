using ActiveLearning.Contracts;
using ActiveLearning.Grains.Compute;
using ActiveLearning.Grains.Labelled;
using ActiveLearning.Grains.Scoring;
using ActiveLearning.Grains.Telemetry;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;
using ActiveLearning.Learning.Coverage;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// Keeps a partition's scores and front up to date: a new champion scores everything, new vectors are scored as they come, and whenever either changed, or the
/// front runs low, the acquisition function chooses anew. Runs as one loop, so nothing is ranked twice at the same time; the heavy parts run on the scoring lane.
/// </summary>
/// <remarks>
/// A candidate is scored while it is still being judged, and serves only once it is champion. In a large partition it then serves as soon as the rows that stood near the
/// front are scored; the others follow, and another front with them.
/// </remarks>
public sealed partial class PartitionRanking(
    ProjectRow project,
    int partition,
    LabelledPool labelled,
    ScoringLane lane,
    HeadCache heads,
    PoolRows rows,
    PartitionFeatures features,
    Front front,
    PartitionSlices slices,
    PartitionOptions options,
    TimeProvider time)
{
    private const int RowsPerFrontItem = 16;
    private const int ComparisonsAtOnce = 200_000;
    private const int RowsForDelta = 500;
    private const int RowsForFront = 256;

    // Functions that spread the first labels over the pool ask for them; later it would cost a copy of them all.
    private const int LabelsToSpread = 100;

    // More than twice what any function draws from them; all would be copied for each front.
    private const int MostLabelled = 8_192;

    private readonly Signal _changed = new();
    private readonly Random _random = new(unchecked((int)project.WalkSeed + partition));
    private readonly CoverageBalls _balls = new(features.Pool);
    private RankingContext _context = new(null, project.Strategy, [], 0, 0, null);
    private IReadOnlyList<(LeaseReason Reason, int Neighbours)> _ordinary = [];
    private CommitteeOpinion[] _opinions = [];
    private float[] _decisionOffsets = [];
    private List<int> _fresh = [];
    private ProbabilityTable? _scores;
    private Shortlist? _shortlist;
    private ScoringPass? _pass;
    private int _passFrom;
    private int? _interrupted;
    private int? _candidate;
    private int? _scoredBy;
    private bool _coverageDue;
    private float? _chosenDelta;
    private bool _contextChanged;
    private bool _wantFront;
    private bool _frontIsStale;
    private DateTimeOffset _lastFront;

    /// <summary>Raised when the front was prepared anew after a change.</summary>
    public event Action? FrontPrepared;

    /// <summary>Raised once by partition 0, with the radius that all partitions are to use.</summary>
    public event Action<float>? DeltaChosen;

    /// <summary>Version whose order is served; null before the first.</summary>
    public int? Champion { get; private set; }

    /// <summary>Acquisition function in force.</summary>
    public string StrategyInForce => _context.Strategy;

    /// <summary>
    /// What an ordinary item would carry now, drawn from those at the front; items of the control arm carry it too, so that nobody can tell them apart.
    /// </summary>
    public (LeaseReason Reason, int Neighbours) OrdinaryGrounds() =>
        _ordinary.Count == 0 ? (LeaseReason.Random, 0) : _ordinary[_random.Next(_ordinary.Count)];

    /// <summary>Pool rows scored by <see cref="Champion"/>.</summary>
    public int Scored { get; private set; }

    /// <summary>Encoded pool rows near a labelled item.</summary>
    public int Covered => _balls.Covered;

    /// <summary>Radius of the balls; 0 until it is chosen.</summary>
    public float Delta => _balls.Delta;

    /// <summary>Takes over a context that the partition's owner was told.</summary>
    public void Change(RankingContext context)
    {
        // Hints may overtake one another; an older one must not take a newer champion back.
        if (context.LabelsUpTo < _context.LabelsUpTo && (context.Champion ?? 0) <= (_context.Champion ?? 0) && context.Strategy == _context.Strategy)
        {
            return;
        }

        // Whoever sends a context has judged the candidates that it knows.
        _candidate = _candidate > (context.Champion ?? 0) && context.LabelsUpTo > _context.LabelsUpTo ? null : _candidate;
        _context = context with { Champion = Max(context.Champion, _context.Champion), Delta = context.Delta ?? _context.Delta };
        _contextChanged = true;
        _changed.Ring();
    }

    /// <summary>Notes a version that is being judged: its scores will be there when it becomes champion.</summary>
    public void Prepare(int candidate)
    {
        _candidate = Max(candidate, _candidate);
        _changed.Ring();
    }

    /// <summary>Notes that rows got their vectors.</summary>
    public void NoteEncoded(IReadOnlyList<int> encoded)
    {
        _fresh.AddRange(encoded);
        _changed.Ring();
    }

    /// <summary>Notes that rows have other embeddings than before: they are scored again, coverage is counted anew, and another front is due.</summary>
    public void NoteReembedded(IReadOnlyList<int> rows)
    {
        _balls.StartOver();
        _contextChanged = true;
        NoteEncoded(rows);
    }

    /// <summary>Asks for another front; the current one runs low.</summary>
    public void WantFront()
    {
        _wantFront = true;
        _changed.Ring();
    }

    /// <summary>One minus the margin between the two most probable classes, 0 to 1; NaN before the row is scored.</summary>
    public float InformativenessOf(int row) => _scores?.Has(row) == true ? Margin.Doubt(ProbabilitiesOf(row)) : float.NaN;

    /// <summary>Class probabilities of the row, or empty.</summary>
    public float[] ProbabilitiesOf(int row)
    {
        if (_scores?.Has(row) != true)
        {
            return [];
        }

        var probabilities = new float[_scores.Classes];
        _scores.CopyTo(row, probabilities);
        return probabilities;
    }

    /// <summary>Works until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // After a failure the pass begins again: which of its rows were done is not certain.
        _interrupted = _pass is { IsAdopted: true } ? _pass.Version : _interrupted;
        _pass = null;
        while (true)
        {
            if (_changed.IsRung || !(_coverageDue || IsUnderWay))
            {
                await _changed.WaitAsync(_frontIsStale ? options.FrontInterval : Timeout.InfiniteTimeSpan, cancellationToken);
            }

            var context = _context;
            var contextChanged = _contextChanged;
            _contextChanged = false;
            try
            {
                var snapshot = labelled.Current;
                if (contextChanged && (snapshot.UpTo < context.LabelsUpTo || context.LabelsUpTo == 0))
                {
                    snapshot = await labelled.RefreshAsync(cancellationToken);
                }

                var fresh = await ScoreFreshAsync(cancellationToken);
                var served = await ScoreAsync(context, snapshot, cancellationToken);
                await RenewFrontAsync(context, snapshot, served || (contextChanged && !IsScoringFor(context)), fresh, cancellationToken);
                if (!IsUnderWay)
                {
                    await CountCoverageAsync(context, snapshot, cancellationToken);
                }
            }
            catch
            {
                // What this round was told is not done; the next one does it.
                _contextChanged |= contextChanged;
                _changed.Ring();
                throw;
            }
        }
    }

    /// <summary>
    /// Another front pays after a change, when a tenth more rows are encoded or the last one is, and when the current one runs low; one that ran out with nothing left to rank is looked at again
    /// only now and then. A few rows of a slice tell too little of the pool to stand for it: until there are more, what is handed out is drawn at random.
    /// </summary>
    private async Task RenewFrontAsync(RankingContext context, LabelledSnapshot snapshot, bool rankedAnew, bool scored, CancellationToken cancellationToken)
    {
        // After a start the champion's scores are there in a moment. A front without them would take longer to prepare, and be served meanwhile.
        var encoded = features.Pool.EncodedCount;
        if (_scoredBy is null && (IsScoringFor(context) || encoded < Math.Min(RowsForFront, rows.Count)))
        {
            return;
        }

        // Without a model nothing is scored, but what came in may stand for the pool.
        scored |= _frontIsStale || (_scoredBy is null && encoded != front.ChosenFrom);
        var due = time.GetUtcNow() - _lastFront >= options.FrontInterval;
        if (rankedAnew || (scored && ((due && front.IsOutgrown(encoded, rows.Count)) || front.Count == 0 || (_scoredBy is null && encoded == rows.Count))) || (_wantFront && (due || _ordinary.Count > 0)))
        {
            _wantFront = false;
            _frontIsStale = false;
            await PrepareFrontAsync(context, snapshot, cancellationToken);
            if (rankedAnew || scored)
            {
                FrontPrepared?.Invoke();
            }
        }
        else
        {
            _frontIsStale = scored;
        }
    }

    /// <summary>Whether there is a step to do without being asked: a candidate's pass rests once the rows near the front are done.</summary>
    private bool IsUnderWay => _pass is { } pass && (!pass.IsNearDone || pass.IsAdopted || pass.Version == _context.Champion);

    /// <summary>Whether the champion's scores are on their way.</summary>
    private bool IsScoringFor(RankingContext context) => _pass is { } pass && pass.Version == context.Champion && pass.Version != _scoredBy;

    private static int? Max(int? a, int? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private async Task PrepareFrontAsync(RankingContext context, LabelledSnapshot snapshot, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var encoded = features.Pool.EncodedCount;
        var function = FunctionOf(context);
        var now = time.GetUtcNow();
        var view = View(context, snapshot, now);
        view = view with
        {
            Open = OpenRows(now, function.Follows(view)),
            AttributeSlices = await slices.ViewAsync(context.Slices, features.Pool.Count, cancellationToken),
        };
        var chosen = await lane.RunAsync(() => function.Select(view, options.FrontSize, _random), cancellationToken);
        front.Replace(chosen, rows.Labelled.Where(row => rows.WantsSecondOpinion(row) && rows.IsOpen(row, now)), encoded);
        _ordinary = [.. chosen.Select(c => (c.Reason, c.Neighbours))];
        _lastFront = time.GetUtcNow();
        Champion = _scoredBy;
        GrainInstruments.RerankTime.Record(time.GetElapsedTime(began).TotalSeconds, GrainInstruments.Of(project.Id));
        GrainInstruments.FrontDepth.Record(front.Count, GrainInstruments.Of(project.Id, partition));
    }

    private IAcquisitionFunction FunctionOf(RankingContext context) => AcquisitionFunctions.TryGet(context.Strategy, out var function)
        ? function
        : throw new InvalidOperationException($"Project {project.Id} names the unknown strategy {context.Strategy}.");

    /// <summary>All that a function may look at but the open rows.</summary>
    private PoolView View(RankingContext context, LabelledSnapshot snapshot, DateTimeOffset now) => new()
    {
        Features = features.Pool,
        Scores = _scoredBy is null ? null : _scores,
        Opinions = _opinions,
        DecisionOffsets = _decisionOffsets,
        Classes = project.Standard.Classes.Count,
        Open = ReadOnlyMemory<int>.Empty,
        Labelled = Reservoir.Draw(
            rows.Labelled.Concat(rows.LeasedAt(now).Where(row => !rows.IsLabelled(row))).Where(row => row < features.Pool.Count), MostLabelled, _random),
        LabelledElsewhere = _scoredBy is not null && snapshot.Items.Count > LabelsToSpread ? [] : [.. snapshot.Items.Where(i => rows.RowOf(i.Ordinal) < 0).Select(i => i.Features)],
        Slice = partition,
        Slices = project.Partitions,
        LabelsPerClass = snapshot.ByClass,
        TotalLabels = snapshot.Places.Count,
        PoolSize = Math.Max(context.PoolSize, features.Pool.Count),
    };

    /// <summary>Rows to choose from: of a large partition only the shortlist, where the function looks at no others.</summary>
    private int[] OpenRows(DateTimeOffset now, Trail? trail)
    {
        if (trail is { } followed && _shortlist is not null && _scores is not null && (_shortlist.Serves(followed) || _pass is null))
        {
            // Labels have used most of it up since the scores were made, or a class is searched for since.
            var open = OpenOf(_shortlist, now);
            if (_pass is null && (open.Length < Shortlist.Capacity / 4 || !_shortlist.Serves(followed)))
            {
                _shortlist = Shortlist.Of(_scores, row => IsOffered(row, now), followed, _random);
                open = OpenOf(_shortlist, now);
            }

            return open;
        }

        var all = new List<int>();
        for (var row = 0; row < features.Pool.Count; row++)
        {
            if (IsOffered(row, now))
            {
                all.Add(row);
            }
        }

        return [.. all];
    }

    private int[] OpenOf(Shortlist shortlist, DateTimeOffset now)
    {
        IEnumerable<int> Offered(IReadOnlyList<int> listed, int atMost) => listed.Distinct().Where(row => IsOffered(row, now)).Take(atMost);
        return [.. Offered(shortlist.LikelyRows, options.FrontSize).Union(Offered(shortlist.Rows, Math.Max(Shortlist.Capacity / 4, RowsPerFrontItem * options.FrontSize)))];
    }

    private bool IsOffered(int row, DateTimeOffset now) =>
        !rows.IsLabelled(row) && rows.IsFree(row, now) && (_scoredBy is null ? features.Pool.HasEmbedding(row) : _scores?.Has(row) == true);

    /// <summary>
    /// One radius for the whole project: partition 0 chooses it as soon as it has seen enough, the others are told. Where the encoder can read little it waits until texts have a place by LSA.
    /// </summary>
    private async Task CountCoverageAsync(RankingContext context, LabelledSnapshot snapshot, CancellationToken cancellationToken)
    {
        var delta = context.Delta;
        if (delta is null && partition == 0 && _chosenDelta is null && rows.Count > 0 && features.Pool.EncodedCount >= Math.Min(RowsForDelta, rows.Count)
            && 2 * features.Pool.PlacedCount >= features.Pool.EncodedCount)
        {
            _chosenDelta = await lane.RunAsync(() => BallCoverage.ChooseDelta(features.Pool, new Random(unchecked((int)project.WalkSeed))), cancellationToken);
            DeltaChosen?.Invoke(_chosenDelta.Value);
        }

        // In parts, since ranking must not wait: what is left is counted as soon as there is nothing to rank.
        _coverageDue = (delta ?? _chosenDelta) is not null;
        while (_coverageDue && !_changed.IsRung)
        {
            var radius = (delta ?? _chosenDelta)!.Value;
            _coverageDue = !await lane.RunAsync(() => _balls.Update(radius, snapshot, ComparisonsAtOnce), cancellationToken);
        }
    }
}
