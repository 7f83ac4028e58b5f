using System.Collections.Concurrent;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// Reads of single rows that many ask for at the same time, gathered: while one read is on its way, whoever comes waits for the next, which answers them all. The counterpart
/// of group commit: a thousand grains that wake at once cost a few statements.
/// </summary>
/// <param name="readers">The connections.</param>
/// <param name="read">Reads the rows of these keys, each once; those that do not exist are not in the answer.</param>
/// <param name="most">Keys of one read at most.</param>
internal sealed class GatheredReads<TKey, TResult>(ReaderPool readers, Func<SqlSession, IReadOnlyList<TKey>, IReadOnlyDictionary<TKey, TResult>> read, int most)
    where TKey : notnull
    where TResult : class
{
    private readonly ConcurrentQueue<(TKey Key, TaskCompletionSource<TResult?> Done)> waiting = new();
    private int underWay;

    /// <summary>The row of this key as of one instant not before the call, or null.</summary>
    /// <exception cref="LedgerUnavailableException">The read failed.</exception>
    public Task<TResult?> ReadAsync(TKey key, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<TResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue((key, done));
        if (Interlocked.CompareExchange(ref underWay, 1, 0) == 0)
        {
            _ = AnswerAsync();
        }

        return done.Task.WaitAsync(cancellationToken);
    }

    private async Task AnswerAsync()
    {
        do
        {
            while (!waiting.IsEmpty)
            {
                await AnswerSomeAsync().ConfigureAwait(false);
            }

            // A full fence: whoever has put a key in and still saw a read under way must be seen below.
            Interlocked.Exchange(ref underWay, 0);
        }
        while (!waiting.IsEmpty && Interlocked.CompareExchange(ref underWay, 1, 0) == 0);
    }

    private async Task AnswerSomeAsync()
    {
        var asked = new List<(TKey Key, TaskCompletionSource<TResult?> Done)>();
        try
        {
            // Taken when the read begins, not when it is asked for: on a busy machine many more have come by then. The snapshot's instant is that of the first row, which comes later.
            var rows = await readers.ReadSnapshotAsync(
                asked,
                (session, taken) =>
                {
                    Take(taken);
                    return read(session, [.. taken.Select(one => one.Key).Distinct()]);
                },
                CancellationToken.None).ConfigureAwait(false);
            foreach (var (key, done) in asked)
            {
                done.SetResult(rows.GetValueOrDefault(key));
            }
        }
        catch (Exception failure)
        {
            // No connection was to be had: they fail rather than ask for ever.
            if (asked.Count == 0)
            {
                Take(asked);
            }

            foreach (var (_, done) in asked)
            {
                done.TrySetException(failure);
            }
        }
    }

    private void Take(List<(TKey Key, TaskCompletionSource<TResult?> Done)> taken)
    {
        while (taken.Count < most && waiting.TryDequeue(out var next))
        {
            taken.Add(next);
        }
    }
}
