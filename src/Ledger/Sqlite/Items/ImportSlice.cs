using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Sql;

namespace ActiveLearning.Ledger.Sqlite;

/// <summary>Stores a slice of rows. A row whose id is taken changes nothing: it is a duplicate when its content is the same, else a conflict.</summary>
internal static class ImportSlice
{
    private const string SelectOverlap = "SELECT overlap FROM standards WHERE project = ?1 ORDER BY version DESC LIMIT 1";

    private const string SelectTaken = "SELECT ordinal, content_hash FROM items WHERE project = ?1 AND id = ?2";

    private const string InsertItem = """
        INSERT INTO items (project, ordinal, id, split, gold, pool_partition, walk_rank, content_hash, overlap, text_key, representative)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (project, id) DO NOTHING
        """;

    private const string InsertContent = "INSERT INTO item_contents (project, ordinal, text, attributes) VALUES (?1, ?2, ?3, ?4)";

    /// <summary>Does it.</summary>
    public static IReadOnlyList<ImportRowResult> Apply(LedgerTransaction transaction, (int Project, PreparedRow[] Rows) slice)
    {
        var tally = transaction.Tally(slice.Project);
        var overlap = ReadOverlap(transaction, slice.Project);
        var results = new ImportRowResult[slice.Rows.Length];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Store(transaction, slice.Project, slice.Rows[i], overlap, tally);
        }

        return results;
    }

    private static ImportRowResult Store(LedgerTransaction transaction, int project, PreparedRow row, int overlap, ProjectTally tally)
    {
        var item = row.Item;
        var hasTwin = CopiedText.HasTwin(transaction, project, item);
        var representative = hasTwin ? CopiedText.RepresentativeOf(transaction, project, item, overlap) : null;
        var insert = transaction.Prepare(InsertItem)
            .Bind(project).Bind(tally.NextOrdinal).Bind(item.Id).Bind((long)item.Split).Bind(item.Gold).Bind(item.Partition).Bind(item.WalkRank)
            .Bind(row.Hash.AsSpan()).Bind(overlap);
        insert = item.TextKey is { } key ? insert.Bind(CopiedText.Bytes(key)) : insert.BindNull();
        if (insert.Bind(representative).Run() == 0)
        {
            return Compare(transaction, project, row);
        }

        transaction.Prepare(InsertContent).Bind(project).Bind(tally.NextOrdinal).Bind(item.Text).Bind(row.Attributes).Run();
        if (hasTwin)
        {
            CopiedText.Stored(transaction, project, item, tally.NextOrdinal, representative);
        }

        if (item.Split == ItemSplit.Pool)
        {
            tally.PoolItems++;
        }
        else
        {
            tally.TestItems++;
        }

        return new ImportRowResult(ImportRowOutcome.Accepted, tally.NextOrdinal++);
    }

    private static ImportRowResult Compare(LedgerTransaction transaction, int project, PreparedRow row)
    {
        using var taken = transaction.Prepare(SelectTaken).Bind(project).Bind(row.Item.Id);
        taken.Step();
        var isSame = taken.Bytes(1).SequenceEqual(row.Hash);
        return new ImportRowResult(isSame ? ImportRowOutcome.Duplicate : ImportRowOutcome.Conflict, taken.Int32(0));
    }

    private static int ReadOverlap(LedgerTransaction transaction, int project)
    {
        using var row = transaction.Prepare(SelectOverlap).Bind(project);
        row.Step();
        return row.Int32(0);
    }
}
