using System.Collections.Concurrent;
using System.Data.Common;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// Connections for reading. Their calls block, so they run on the thread pool's own scheduler (never in a grain's turn), a few at a time.
/// </summary>
internal sealed class ReaderPool(Func<SqlSession> open, int size) : IDisposable
{
    private readonly ConcurrentBag<SqlSession> idle = [];
    private readonly SemaphoreSlim turns = new(size);
    private volatile bool closed;

    /// <summary>Runs one read on some connection.</summary>
    /// <exception cref="LedgerUnavailableException">The read failed.</exception>
    public async Task<TResult> ReadAsync<TRequest, TResult>(
        TRequest request, Func<SqlSession, TRequest, TResult> read, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(
                () =>
                {
                    var session = Rent();
                    var whole = false;
                    try
                    {
                        var result = read(session, request);
                        whole = true;
                        return result;
                    }
                    finally
                    {
                        GiveBack(session, whole);
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DbException or IOException)
        {
            throw new LedgerUnavailableException("The ledger could not be read.", exception);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Runs several reads as of one instant.</summary>
    public Task<TResult> ReadSnapshotAsync<TRequest, TResult>(
        TRequest request, Func<SqlSession, TRequest, TResult> read, CancellationToken cancellationToken) =>
        ReadAsync(
            (request, read),
            static (session, both) =>
            {
                session.BeginSnapshot();
                var result = both.read(session, both.request);
                session.Commit();
                return result;
            },
            cancellationToken);

    /// <summary>A connection outside the turns, for a read that lasts as long as its consumer takes. Give it back when done.</summary>
    public SqlSession Rent()
    {
        if (closed)
        {
            throw new LedgerUnavailableException("The ledger is closing.");
        }

        return idle.TryTake(out var session) ? session : open();
    }

    /// <summary>Takes a connection back, ending whatever transaction it is in.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="whole">False after a failure: the connection is closed, as its state is not known.</param>
    public void GiveBack(SqlSession session, bool whole)
    {
        if (!whole || closed || idle.Count >= size)
        {
            session.Dispose();
            if (!whole)
            {
                // Whatever broke this connection may have broken those that are idle.
                Drain();
            }

            return;
        }

        session.RollBack();
        idle.Add(session);
        if (closed)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        closed = true;
        Drain();
    }

    private void Drain()
    {
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
