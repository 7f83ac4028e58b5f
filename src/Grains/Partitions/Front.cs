using ActiveLearning.Contracts;
using ActiveLearning.Learning.Acquisition;

namespace ActiveLearning.Grains.Partitions;

/// <summary>
/// A ranked, diversified list of rows, so that handing out takes constant time. Rows that came back (lease ended, second opinion wanted) go first; rows that were
/// taken and put back unused stand where they stood.
/// </summary>
public sealed class Front
{
    // A front for each batch that is encoded would cost more the more there is, and hardly differ from the one before.
    private const double Growth = 1.1;

    private readonly Queue<int> _returned = new();
    private readonly Dictionary<int, Candidate> _taken = [];
    private readonly PriorityQueue<Candidate, float> _again = new();
    private IReadOnlyList<Candidate> _ranked = [];
    private int _next;

    /// <summary>Items left, some of which may not be open any more.</summary>
    public int Count => _returned.Count + _again.Count + _ranked.Count - _next;

    /// <summary>Whether it is time to prepare another one.</summary>
    public bool IsLow => _ranked.Count - _next <= _ranked.Count / 4;

    /// <summary>Rows of the ranking, taken or not.</summary>
    public IEnumerable<int> Rows => _ranked.Select(candidate => candidate.Row);

    /// <summary>Encoded rows that there were when it was chosen.</summary>
    public int ChosenFrom { get; private set; }

    /// <summary>Whether rows that came in since call for another one: a tenth more, or the last.</summary>
    /// <param name="encoded">Rows that are encoded.</param>
    /// <param name="all">Rows that there are.</param>
    public bool IsOutgrown(int encoded, int all) => encoded == all || encoded >= Growth * ChosenFrom;

    /// <summary>Replaces everything.</summary>
    /// <param name="ranked">Best first; may hold rows that are set aside and may come back.</param>
    /// <param name="wanting">Rows that want a second opinion: they go first.</param>
    /// <param name="chosenFrom">Encoded rows that there were to choose from.</param>
    public void Replace(IReadOnlyList<Candidate> ranked, IEnumerable<int> wanting, int chosenFrom)
    {
        ChosenFrom = chosenFrom;
        _ranked = ranked;
        _next = 0;
        _taken.Clear();
        _again.Clear();
        _returned.Clear();
        foreach (var row in wanting)
        {
            _returned.Enqueue(row);
        }
    }

    /// <summary>Puts a row whose item came back before everything else.</summary>
    public void Return(int row) => _returned.Enqueue(row);

    /// <summary>Puts a row that was taken, and not used, back where it stood; when it stood in an older ranking, the next one will find it.</summary>
    public void PutBack(int row)
    {
        if (_taken.Remove(row, out var candidate))
        {
            _again.Enqueue(candidate, -candidate.Value);
        }
    }

    /// <summary>Takes rows that are open, best first, one with each step, until the caller stops.</summary>
    /// <param name="isOpen">Whether a row may be offered to anybody; asked when its turn comes. One that may not is dropped.</param>
    /// <param name="isFor">Whether it may be offered to whoever these are for. One that may not stays for others.</param>
    /// <param name="wantsSecondOpinion">Whether it has a label and wants more.</param>
    public IEnumerable<Candidate> Take(Func<int, bool> isOpen, Func<int, bool> isFor, Func<int, bool> wantsSecondOpinion)
    {
        var returned = new HashSet<int>();
        var ranked = new List<int>();
        try
        {
            while (_returned.TryDequeue(out var row))
            {
                if (!isOpen(row))
                {
                    continue;
                }

                if (!isFor(row))
                {
                    returned.Add(row);
                    continue;
                }

                var best = _next < _ranked.Count ? _ranked[_next] : new Candidate(row, 0, LeaseReason.Random, 0);
                yield return _taken[row] = wantsSecondOpinion(row)
                    ? new Candidate(row, best.Value, LeaseReason.SecondOpinion, 0)
                    : best with { Row = row };
            }

            while (NextRanked() is { } candidate)
            {
                _taken[candidate.Row] = candidate;
                if (!isOpen(candidate.Row))
                {
                    continue;
                }

                if (!isFor(candidate.Row))
                {
                    ranked.Add(candidate.Row);
                    continue;
                }

                yield return candidate;
            }
        }
        finally
        {
            foreach (var row in returned)
            {
                _returned.Enqueue(row);
            }

            ranked.ForEach(PutBack);
        }
    }

    private Candidate? NextRanked()
    {
        if (_again.TryPeek(out var again, out _) && (_next >= _ranked.Count || again.Value >= _ranked[_next].Value))
        {
            return _again.Dequeue();
        }

        return _next < _ranked.Count ? _ranked[_next++] : null;
    }
}
