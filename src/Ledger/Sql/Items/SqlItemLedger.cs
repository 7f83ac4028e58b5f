using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>Items on SQL.</summary>
/// <param name="writer">Writes them.</param>
/// <param name="readers">Reads them.</param>
/// <param name="readsAhead">Whether an export may read its next page while the one before is used; not where all reads share one connection.</param>
internal sealed class SqlItemLedger(ILedgerWriter writer, ReaderPool readers, bool readsAhead = true) : IItemLedger
{
    // A page is one short read: long enough to pay for the trip, short enough to hold no connection while its consumer works.
    private const int StatesAPage = 2_000;
    private const int TextsAPage = 200;
    private const int ItemsAtOnce = 256;

    private readonly GatheredReads<(int Project, int Ordinal), ItemRecord> items = new(readers, ItemReads.ReadGathered, ItemsAtOnce);

    private readonly ConcurrentDictionary<int, (SemaphoreSlim Turn, SliceTally Tally)> slices = new();

    public async Task<IReadOnlyList<ImportRowResult>> ImportAsync(int projectKey, IReadOnlyList<NewItem> rows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, IItemLedger.MaximumSlice, nameof(rows));
        if (rows.Count == 0)
        {
            return [];
        }

        // Hashing and JSON are done here, so that the writer's thread only writes.
        var prepared = new PreparedRow[rows.Count];
        for (var i = 0; i < prepared.Length; i++)
        {
            prepared[i] = new PreparedRow(rows[i], ContentHash.Of(rows[i]), ItemContents.WriteAttributes(rows[i].Attributes));
        }

        return await writer.WriteBulkAsync(
            WriteScope.Shape(projectKey), (projectKey, prepared), static (transaction, slice) => transaction.Import(slice.projectKey, slice.prepared), cancellationToken).ConfigureAwait(false);
    }

    public Task<ItemRecord?> ReadAsync(int projectKey, int ordinal, CancellationToken cancellationToken) =>
        items.ReadAsync((projectKey, ordinal), cancellationToken);

    public Task<IReadOnlyList<ItemRecord>> ReadSomeAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken) =>
        readers.ReadSnapshotAsync((projectKey, ordinals), ItemReads.ReadSome, cancellationToken);

    public Task<IReadOnlyList<WalkItem>> ReadWalkAsync(int projectKey, int openItems, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(openItems);
        return readers.ReadAsync((projectKey, openItems, limit), WalkReads.Read, cancellationToken);
    }

    public Task<int> CountPoolBelowAsync(int projectKey, int ordinal, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, ordinal), WalkReads.CountBelow, cancellationToken);

    public Task<int?> FindAsync(int projectKey, string itemId, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, itemId), ItemReads.Find, cancellationToken);

    public async IAsyncEnumerable<PartitionItem> ReadPartitionAsync(
        int projectKey, int partition, int fromOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<PartitionItem> page;
        do
        {
            page = await readers.ReadAsync((projectKey, partition, fromOrdinal, StatesAPage), ItemReads.ReadPartition, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
            {
                yield return item;
                fromOrdinal = item.State.Ordinal + 1;
            }
        }
        while (page.Count == StatesAPage);
    }

    public Task<IReadOnlyList<PartitionItem>> ReadStatesAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, ordinals), ItemReads.ReadStates, cancellationToken);

    public Task<IReadOnlyList<ItemRecord>> ReadBlockedAsync(int projectKey, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return readers.ReadAsync((projectKey, limit), ItemReads.ReadBlocked, cancellationToken);
    }

    public Task<IReadOnlyList<ItemText>> ReadTextsAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, ordinals), ItemReads.ReadTexts, cancellationToken);

    public Task<IReadOnlyList<ItemAttributes>> ReadAttributesAsync(int projectKey, IReadOnlyList<int> ordinals, CancellationToken cancellationToken) =>
        readers.ReadAsync((projectKey, ordinals), ItemReads.ReadAttributes, cancellationToken);

    public async IAsyncEnumerable<TestItem> ReadTestAsync(int projectKey, int fromOrdinal, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<TestItem> page;
        do
        {
            page = await readers.ReadAsync((projectKey, fromOrdinal, TextsAPage), ItemReads.ReadTest, cancellationToken).ConfigureAwait(false);
            foreach (var item in page)
            {
                yield return item;
                fromOrdinal = item.Ordinal + 1;
            }
        }
        while (page.Count == TextsAPage);
    }

    public async IAsyncEnumerable<ItemRecord> ReadAllAsync(int projectKey, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in ReadPagesAsync(Read, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in page)
            {
                yield return item;
            }
        }

        (IReadOnlyList<ItemRecord> Page, int? Next) Read(SqlSession session, int from)
        {
            var page = ItemReads.ReadPage(session, (projectKey, from, TextsAPage));
            return (page, page.Count < TextsAPage ? null : page[^1].State.Ordinal + 1);
        }
    }

    public IAsyncEnumerable<IReadOnlyList<DeliveredItem>> ExportAsync(int projectKey, CancellationToken cancellationToken) =>
        ReadPagesAsync((session, from) => DeliveryReads.ReadPage(session, projectKey, from), cancellationToken);

    /// <summary>All pages from ordinal 0 on, as of one instant.</summary>
    /// <param name="read">Reads the page that begins with an ordinal; tells where the next one begins, or null after the last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private async IAsyncEnumerable<IReadOnlyList<T>> ReadPagesAsync<T>(
        Func<SqlSession, int, (IReadOnlyList<T> Page, int? Next)> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // One transaction from the first page to the last makes it one instant. The log can't be emptied meanwhile; it grows by what is written.
        var session = await OpenSnapshotAsync(cancellationToken).ConfigureAwait(false);
        var whole = false;
        var reading = ReadPageAsync(session, read, 0, cancellationToken);
        try
        {
            while (true)
            {
                var (page, next) = await reading.ConfigureAwait(false);
                if (readsAhead && next is { } ahead)
                {
                    // One page is read while the one before is used.
                    reading = ReadPageAsync(session, read, ahead, cancellationToken);
                }

                yield return page;
                if (next is null)
                {
                    break;
                }

                if (!readsAhead)
                {
                    reading = ReadPageAsync(session, read, next.Value, cancellationToken);
                }
            }

            whole = true;
        }
        finally
        {
            await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            readers.GiveBack(session, whole);
        }
    }

    public async Task<IReadOnlyList<SliceCount>> CountSlicesAsync(int projectKey, int valuesPerAttribute, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(valuesPerAttribute);
        var (turn, tally) = slices.GetOrAdd(projectKey, static key => (new SemaphoreSlim(1), new SliceTally(key)));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await readers.ReadSnapshotAsync(
                (tally, valuesPerAttribute), static (session, count) => count.tally.Count(session, count.valuesPerAttribute), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (LedgerUnavailableException)
        {
            // The tally may have counted half of what is new: begin again.
            slices.TryRemove(projectKey, out _);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<SqlSession> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(
                () =>
                {
                    var session = readers.Rent();
                    session.BeginSnapshot();
                    return session;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            throw new LedgerUnavailableException("The ledger could not be read.", exception);
        }
    }

    private static async Task<(IReadOnlyList<T> Page, int? Next)> ReadPageAsync<T>(
        SqlSession session, Func<SqlSession, int, (IReadOnlyList<T> Page, int? Next)> read, int from, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(() => read(session, from), cancellationToken).ConfigureAwait(false);
        }
        catch (DbException exception)
        {
            throw new LedgerUnavailableException("The ledger could not be read.", exception);
        }
    }
}
