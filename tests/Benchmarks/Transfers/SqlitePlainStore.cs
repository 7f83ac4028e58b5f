using ActiveLearning.Ledger.Sql;
using ActiveLearning.Ledger.Sqlite;

namespace ActiveLearning.Benchmarks.Transfers;

/// <summary>Prepared inserts in big transactions; same settings and schema as the ledger, a file of its own.</summary>
/// <param name="folder">Where the file is made.</param>
internal sealed class SqlitePlainStore(string folder) : IPlainStore
{
    private const string InsertItem = """
        INSERT INTO items (project, ordinal, id, split, gold, pool_partition, walk_rank, content_hash, overlap, text_key)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    private const string InsertContent = "INSERT INTO item_contents (project, ordinal, text, attributes) VALUES (?1, ?2, ?3, ?4)";

    private const string Select = """
        SELECT i.id, i.split, c.text, c.attributes FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal >= ?2 ORDER BY i.ordinal LIMIT ?3
        """;

    private readonly SqliteLedgerOptions _options = new() { DataFile = Path.Combine(folder, "plain.db") };
    private SqliteSession? _session;
    private int _project;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await using (var ledger = new SqliteLedger(_options, TimeProvider.System))
        {
            _project = (await ledger.Projects.CreateAsync(PlainProject.New, cancellationToken)).Project.Key;
        }

        _session = SqliteSession.OpenWriter(_options, TimeProvider.System);
    }

    /// <inheritdoc/>
    public void Insert(int first, PreparedRow[] rows)
    {
        var session = _session!;
        session.Begin();
        for (var i = 0; i < rows.Length; i++)
        {
            var (item, hash, attributes) = rows[i];
            session.Prepare(InsertItem)
                .Bind(_project).Bind(first + i).Bind(item.Id).Bind((long)item.Split).Bind(item.Gold).Bind(item.Partition).Bind(item.WalkRank)
                .Bind(hash.AsSpan()).Bind(1).Bind(CopiedText.Bytes(item.TextKey!.Value)).Run();
            session.Prepare(InsertContent).Bind(_project).Bind(first + i).Bind(item.Text).Bind(attributes).Run();
        }

        session.Commit();
    }

    /// <inheritdoc/>
    public int Read(string source, int first, int count)
    {
        using var session = SqliteSession.OpenReader(new SqliteLedgerOptions { DataFile = source }, TimeProvider.System);
        using var rows = session.Prepare(Select).Bind(_project).Bind(first).Bind(count);
        var read = 0;
        while (rows.Step())
        {
            _ = (rows.Text(0), rows.Int32(1), rows.Text(2), rows.Text(3));
            read++;
        }

        return read;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _session?.Dispose();
        return ValueTask.CompletedTask;
    }
}
