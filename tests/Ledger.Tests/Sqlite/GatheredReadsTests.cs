using ActiveLearning.Ledger.Sql;
using ActiveLearning.Ledger.Sqlite;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>Reads of single rows that many ask for at once.</summary>
public sealed class GatheredReadsTests : SqliteTest
{
    [Fact]
    public async Task Whoever_asks_before_a_read_has_begun_is_answered_by_it()
    {
        using var readers = new ReaderPool(Open, size: 1);
        var batches = new List<int[]>();
        var reads = Reads(readers, batches);
        using var began = new SemaphoreSlim(0);
        using var goOn = new ManualResetEventSlim();
        var busy = readers.ReadAsync(
            0,
            (_, _) =>
            {
                began.Release();
                goOn.Wait();
                return 0;
            },
            default);
        await began.WaitAsync();

        // The first has its read asked for, and waits for the only connection.
        var first = reads.ReadAsync(1, default);
        var others = Enumerable.Range(2, 4).Select(key => reads.ReadAsync(key, default)).ToArray();
        var again = reads.ReadAsync(3, default);
        goOn.Set();

        Assert.Equal("row 1", await first);
        Assert.Equal<IEnumerable<string?>>(["row 2", "row 3", "row 4", null], await Task.WhenAll(others));
        Assert.Equal("row 3", await again);
        await busy;
        Assert.Equal([1, 2, 3, 4, 5], Assert.Single(batches));
    }

    [Fact]
    public async Task Who_asks_while_no_connection_is_to_be_had_is_told_and_later_reads_go_on()
    {
        var isGone = true;
        using var readers = new ReaderPool(() => isGone ? throw new IOException("gone") : Open(), size: 1);
        var reads = Reads(readers, []);

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => reads.ReadAsync(1, default));
        isGone = false;

        Assert.Equal("row 1", await reads.ReadAsync(1, default));
    }

    [Fact]
    public async Task A_read_takes_no_more_keys_than_it_may()
    {
        using var readers = new ReaderPool(Open, size: 1);
        var batches = new List<int[]>();
        var reads = Reads(readers, batches);

        var rows = await Task.WhenAll(Enumerable.Range(0, 50).Select(key => reads.ReadAsync(key % 5, default)));

        Assert.Equal(50, rows.Count(row => row is not null));
        Assert.All(batches, batch => Assert.InRange(batch.Length, 1, Most));
    }

    private const int Most = 8;

    private SqliteSession Open() => SqliteSession.OpenReader(Fixture.Options, Fixture.Clock);

    /// <summary>Rows 0 to 4 exist.</summary>
    private static GatheredReads<int, string> Reads(ReaderPool readers, List<int[]> batches) => new(
        readers,
        (_, keys) =>
        {
            batches.Add([.. keys]);
            return keys.Where(key => key < 5).ToDictionary(key => key, key => $"row {key}");
        },
        Most);
}
