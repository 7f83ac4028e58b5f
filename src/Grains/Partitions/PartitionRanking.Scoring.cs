using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.Acquisition;
using ActiveLearning.Learning.Committee;

namespace ActiveLearning.Grains.Partitions;

/// <content>Scores: a pass over all rows for each version, near the front first, and rows one by one as they are encoded.</content>
public sealed partial class PartitionRanking
{
    private const int WalkRowsNear = 64;

    /// <summary>Does the next step of a pass; true when the champion's scores call for another front.</summary>
    private async Task<bool> ScoreAsync(RankingContext context, LabelledSnapshot snapshot, CancellationToken cancellationToken)
    {
        var wanted = context.Champion != _scoredBy || (_interrupted is not null && _interrupted == _scoredBy) ? context.Champion
            : _pass?.Version == _scoredBy ? _scoredBy
            : _candidate > (_scoredBy ?? 0) ? _candidate : null;
        if (wanted != _pass?.Version)
        {
            _pass = wanted is { } version ? await BeginPassAsync(version, cancellationToken) : null;
            _interrupted = null;
        }

        if (_pass is not { } pass)
        {
            return false;
        }

        if (!pass.IsNearDone)
        {
            await pass.StepNearAsync(lane, cancellationToken);
        }
        else if (pass.IsAdopted)
        {
            await pass.StepAsync(lane, cancellationToken);
            _passFrom = pass.Next;
        }

        return pass.Version == context.Champion && pass.IsNearDone && Serve(pass, context, snapshot);
    }

    /// <summary>Lets the champion's scores be seen; true when that calls for another front.</summary>
    private bool Serve(ScoringPass pass, RankingContext context, LabelledSnapshot snapshot)
    {
        if (!pass.IsAdopted)
        {
            var trail = FunctionOf(context).Follows(View(context, snapshot, time.GetUtcNow()));
            var mayServeEarly = trail is not null && _shortlist is not null;
            _scores ??= new ProbabilityTable(project.Standard.Classes.Count, 0);
            _shortlist = features.Pool.Count > Shortlist.Capacity ? new Shortlist(trail ?? default, _random) : null;
            _opinions = pass.HasCommittee ? new CommitteeOpinion[features.Pool.Count] : [];
            _decisionOffsets = pass.DecisionOffsets;
            pass.Adopt(_scores, _shortlist, _opinions);

            // The pass comes to all rows that are encoded by now.
            _fresh = [];
            _scoredBy = mayServeEarly ? pass.Version : _scoredBy;
            Scored = pass.Scored;
            return mayServeEarly;
        }

        if (!pass.IsDone)
        {
            Scored = pass.Scored;
            return false;
        }

        (_scoredBy, _pass, Scored) = (pass.Version, null, _scores!.CountScored());
        return true;
    }

    private async Task<ScoringPass?> BeginPassAsync(int version, CancellationToken cancellationToken) =>
        await heads.GetAsync(project.Key, version, cancellationToken) is { } head ? new ScoringPass(version, head, features.Pool, NearFront(), _passFrom) : null;

    /// <summary>Rows that the next front will mostly be of, and those that the walk comes to next; all rows of a partition that is so small that order does not matter.</summary>
    private int[] NearFront()
    {
        IEnumerable<int> near = _shortlist is { } doubted
            ? [.. rows.Walk(time.GetUtcNow()).Take(WalkRowsNear), .. front.Rows, .. doubted.Rows, .. doubted.LikelyRows]
            : features.Pool.Count <= Shortlist.Capacity ? Enumerable.Range(0, features.Pool.Count) : [];
        return [.. near.Distinct().Where(row => row < features.Pool.Count && features.Pool.HasEmbedding(row))];
    }

    private async Task<bool> ScoreFreshAsync(CancellationToken cancellationToken)
    {
        if (_fresh.Count == 0 || (_pass is { IsAdopted: true } ? _pass.Version : _scoredBy) is not { } version || await heads.GetAsync(project.Key, version, cancellationToken) is not { } head)
        {
            return false;
        }

        var fresh = _fresh.ToArray();
        var probabilities = new float[fresh.Length * head.Classes];
        var opinions = new CommitteeOpinion[head.Members > 0 ? fresh.Length : 0];
        await lane.RunAsync(
            () =>
            {
                head.Score(features.Pool, fresh, probabilities, opinions);
                return true;
            },
            cancellationToken);
        _fresh.RemoveRange(0, fresh.Length);
        if (head.Members > 0 && _opinions.Length < features.Pool.Count)
        {
            Array.Resize(ref _opinions, features.Pool.Count);
        }

        _scores ??= new ProbabilityTable(head.Classes, 0);
        if (_scores.Rows < features.Pool.Count)
        {
            _scores.EnsureRows(features.Pool.Count + (features.Pool.Count / 8));
        }

        for (var i = 0; i < fresh.Length; i++)
        {
            var row = probabilities.AsSpan(i * head.Classes, head.Classes);
            if (!_scores.Has(fresh[i]))
            {
                Scored++;
                _shortlist?.Offer(fresh[i], row);
            }

            _scores.Set(fresh[i], row);
            if (opinions.Length > 0 && fresh[i] < _opinions.Length)
            {
                _opinions[fresh[i]] = opinions[i];
            }
        }

        return true;
    }
}
