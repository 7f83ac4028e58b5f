using ActiveLearning.Harness;
using ActiveLearning.Ledger.Postgres;
using ActiveLearning.Ledger.Sql;
using Npgsql;

namespace ActiveLearning.Benchmarks.Transfers;

/// <summary>Binary COPY in big transactions; same server and schema as the ledger, a database of its own.</summary>
/// <param name="server">The server.</param>
internal sealed class PostgresPlainStore(PostgresServer server) : IPlainStore
{
    private const string CopyItems = """
        COPY items (project, ordinal, id, split, pool_partition, walk_rank, content_hash, overlap, text_key) FROM STDIN (FORMAT BINARY)
        """;

    private const string CopyContents = "COPY item_contents (project, ordinal, text, attributes) FROM STDIN (FORMAT BINARY)";

    private const string Select = """
        SELECT i.id, i.split, c.text, c.attributes FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = $1 AND i.ordinal >= $2 AND i.ordinal < $3 ORDER BY i.ordinal
        """;

    private NpgsqlConnection? _connection;
    private int _project;

    /// <inheritdoc/>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var database = await server.CreateDatabaseAsync();
        await using (var ledger = new PostgresLedger(new PostgresLedgerOptions { ConnectionString = database }))
        {
            _project = (await ledger.Projects.CreateAsync(PlainProject.New, cancellationToken)).Project.Key;
        }

        _connection = new NpgsqlConnection(database);
        await _connection.OpenAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Insert(int first, PreparedRow[] rows)
    {
        var connection = _connection!;
        using var transaction = connection.BeginTransaction();
        using (var copy = connection.BeginBinaryImport(CopyItems))
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var item = rows[i].Item;
                copy.StartRow();
                copy.Write(_project);
                copy.Write(first + i);
                copy.Write(item.Id);
                copy.Write((short)item.Split);
                copy.Write(item.Partition);
                copy.Write(item.WalkRank);
                copy.Write(rows[i].Hash);
                copy.Write(1);
                copy.Write(CopiedItem.Bytes(item.TextKey!.Value));
            }

            copy.Complete();
        }

        using (var contents = connection.BeginBinaryImport(CopyContents))
        {
            for (var i = 0; i < rows.Length; i++)
            {
                contents.StartRow();
                contents.Write(_project);
                contents.Write(first + i);
                contents.Write(rows[i].Item.Text);
                contents.Write(rows[i].Attributes);
            }

            contents.Complete();
        }

        transaction.Commit();
    }

    /// <inheritdoc/>
    public int Read(string source, int first, int count)
    {
        using var connection = new NpgsqlConnection(source);
        connection.Open();
        using var command = new NpgsqlCommand(Select, connection) { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter { Value = _project });
        command.Parameters.Add(new NpgsqlParameter { Value = first });
        command.Parameters.Add(new NpgsqlParameter { Value = first + count });
        using var rows = command.ExecuteReader();
        var read = 0;
        while (rows.Read())
        {
            _ = (rows.GetString(0), rows.GetInt16(1), rows.GetString(2), rows.GetString(3));
            read++;
        }

        return read;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }
}
