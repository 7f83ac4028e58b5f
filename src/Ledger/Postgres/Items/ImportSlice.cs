using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Sql;
using Npgsql;
using NpgsqlTypes;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>
/// Stores a slice of rows. A row whose id is taken changes nothing: it is a duplicate when its content is the same, else a conflict. What the rows meet (equal ids, equal
/// normal forms) is read in one trip, the rows are decided in memory in their order, and the new ones are copied in. Runs alone in its project.
/// </summary>
internal sealed class ImportSlice(PostgresTransaction transaction, NpgsqlConnection connection, int project)
{
    private const string ReadOverlap = "SELECT overlap FROM standards WHERE project = $1 ORDER BY version DESC LIMIT 1";

    // OFFSET 0 keeps the look-up a look-up of one row by its index: joined, a table without statistics would be read whole for each slice.
    private const string ReadTaken = """
        SELECT i.* FROM unnest($2) k (id), LATERAL (SELECT id, ordinal, content_hash FROM items WHERE project = $1 AND id = k.id OFFSET 0) i
        """;

    // With those that stand for them, whose normal form may be another.
    private const string ReadCopies = """
        WITH same AS (SELECT i.* FROM unnest($2) k (key), LATERAL (SELECT * FROM items WHERE project = $1 AND text_key = k.key OFFSET 0) i)
        SELECT ordinal, text_key, split, overlap, live_labels, blocked, kept_apart, representative, represented, walk_rank, group_rank, test_twin FROM same
        UNION
        SELECT i.ordinal, i.text_key, i.split, i.overlap, i.live_labels, i.blocked, i.kept_apart, i.representative, i.represented, i.walk_rank, i.group_rank, i.test_twin
        FROM (SELECT DISTINCT representative FROM same WHERE representative IS NOT NULL) k,
          LATERAL (SELECT * FROM items WHERE project = $1 AND ordinal = k.representative OFFSET 0) i
        ORDER BY ordinal
        """;

    private const string UpdateCopies = """
        UPDATE items i SET represented = k.represented, group_rank = k.group_rank, test_twin = k.test_twin
        FROM unnest($2, $3, $4, $5) k (ordinal, represented, group_rank, test_twin)
        WHERE i.project = $1 AND i.ordinal = k.ordinal
        """;

    private const string CopyItems = """
        COPY items (project, ordinal, id, split, gold, pool_partition, walk_rank, content_hash, overlap, text_key, representative, represented, group_rank, test_twin)
        FROM STDIN (FORMAT BINARY)
        """;

    private const string CopyContents = "COPY item_contents (project, ordinal, text, attributes) FROM STDIN (FORMAT BINARY)";

    private readonly Dictionary<string, (int Ordinal, byte[] Hash)> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<int, CopiedItem> copies = [];
    private readonly Dictionary<UInt128, List<CopiedItem>> byKey = [];
    private readonly List<(PreparedRow Row, CopiedItem Item)> added = [];

    /// <summary>Does it.</summary>
    public IReadOnlyList<ImportRowResult> Apply(PreparedRow[] rows)
    {
        var overlap = Read(rows);
        var results = rows.Select(row => Store(row, overlap)).ToArray();
        Write();
        return results;
    }

    private ImportRowResult Store(PreparedRow row, int overlap)
    {
        var item = row.Item;
        if (taken.TryGetValue(item.Id, out var first))
        {
            var isSame = first.Hash.AsSpan().SequenceEqual(row.Hash);
            return new ImportRowResult(isSame ? ImportRowOutcome.Duplicate : ImportRowOutcome.Conflict, first.Ordinal);
        }

        var tally = transaction.Tally(project);
        var stored = new CopiedItem(tally.NextOrdinal, item.Split, overlap, item.WalkRank);
        Join(item, stored, tally);
        added.Add((row, stored));
        taken.Add(item.Id, (stored.Ordinal, row.Hash));
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

    private void Join(NewItem item, CopiedItem stored, ProjectTally tally)
    {
        if (item.TextKey is not { } key)
        {
            return;
        }

        if (!byKey.TryGetValue(key, out var same))
        {
            byKey.Add(key, same = []);
        }

        var isPool = item.Split == ItemSplit.Pool;
        if (isPool && same.Find(other => other.Split == ItemSplit.Pool && !other.IsKeptApart && other.Overlap == stored.Overlap) is { } member)
        {
            var standing = Standing(member);
            stored.Representative = standing.Ordinal;
            standing.TakeIn(stored);
            tally.GroupMembers++;
            tally.Groups += standing.Represented == 1 ? 1 : 0;
            tally.SettledItems += standing.IsSettled ? 1 : 0;
            tally.SettledByGroup += standing.IsSettled ? 1 : 0;
            tally.BlockedItems += standing.IsBlocked ? 1 : 0;
        }

        same.Add(stored);
        copies.Add(stored.Ordinal, stored);
        if (isPool)
        {
            if (same.Find(other => other.Split == ItemSplit.Test) is { } test)
            {
                Flag(stored, test.Ordinal, tally);
            }

            return;
        }

        foreach (var twin in same.Where(other => other.Split == ItemSplit.Pool))
        {
            Flag(twin, stored.Ordinal, tally);
        }
    }

    private void Flag(CopiedItem twin, int test, ProjectTally tally)
    {
        tally.TestTwins += twin.Flag(test) ? 1 : 0;
        if (twin.Representative is not null)
        {
            tally.TestTwins += Standing(twin).Flag(test) ? 1 : 0;
        }
    }

    private CopiedItem Standing(CopiedItem item) => item.Representative is { } standing ? copies[standing] : item;

    private int Read(PreparedRow[] rows)
    {
        using var trip = new NpgsqlBatch(connection);
        trip.Add(ReadOverlap, project);
        trip.Add(ReadTaken, project, rows.Select(row => row.Item.Id).Distinct(StringComparer.Ordinal).ToArray());
        trip.Add(ReadCopies, project, rows.Select(row => row.Item.TextKey).OfType<UInt128>().Distinct().Select(CopiedItem.Bytes).ToArray());
        using var reader = trip.ExecuteReader();
        var row = new PostgresRow(reader);
        var overlap = reader.Read() ? row.Int32(0) : throw new InvalidOperationException($"The ledger has no project with key {project}.");
        reader.NextResult();
        while (reader.Read())
        {
            taken.Add(row.Text(0), (row.Int32(1), row.Bytes(2).ToArray()));
        }

        reader.NextResult();
        while (reader.Read())
        {
            var item = CopiedItem.Read(row);
            copies.Add(item.Ordinal, item);
            if (!row.IsNull(1))
            {
                var key = CopiedItem.Key(row.Bytes(1));
                byKey.TryAdd(key, []);
                byKey[key].Add(item);
            }
        }

        return overlap;
    }

    private void Write()
    {
        var fresh = added.Select(row => row.Item.Ordinal).ToHashSet();
        if (copies.Values.Where(item => item.IsChanged && !fresh.Contains(item.Ordinal)).OrderBy(item => item.Ordinal).ToArray() is { Length: > 0 } changed)
        {
            using var trip = new NpgsqlBatch(connection);
            trip.Add(
                UpdateCopies, project, changed.Column(item => item.Ordinal), changed.Column(item => item.Represented),
                changed.Column(item => item.GroupRank), changed.Column(item => item.TestTwin));
            trip.ExecuteNonQuery();
        }

        if (added.Count == 0)
        {
            return;
        }

        using (var copy = connection.BeginBinaryImport(CopyItems))
        {
            foreach (var (row, item) in added)
            {
                copy.StartRow();
                copy.Write(project);
                copy.Write(item.Ordinal);
                copy.Write(row.Item.Id);
                copy.Write((short)item.Split);
                WriteNullable(copy, row.Item.Gold, NpgsqlDbType.Integer);
                copy.Write(row.Item.Partition);
                copy.Write(row.Item.WalkRank);
                copy.Write(row.Hash);
                copy.Write(item.Overlap);
                if (row.Item.TextKey is { } key)
                {
                    copy.Write(CopiedItem.Bytes(key));
                }
                else
                {
                    copy.WriteNull();
                }

                WriteNullable(copy, item.Representative, NpgsqlDbType.Integer);
                copy.Write(item.Represented);
                WriteNullable(copy, item.GroupRank, NpgsqlDbType.Bigint);
                WriteNullable(copy, item.TestTwin, NpgsqlDbType.Integer);
            }

            copy.Complete();
        }

        using var contents = connection.BeginBinaryImport(CopyContents);
        foreach (var (row, item) in added)
        {
            contents.StartRow();
            contents.Write(project);
            contents.Write(item.Ordinal);
            contents.Write(row.Item.Text);
            contents.Write(row.Attributes);
        }

        contents.Complete();
    }

    private static void WriteNullable<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type)
        where T : struct
    {
        if (value is { } number)
        {
            copy.Write(number, type);
        }
        else
        {
            copy.WriteNull();
        }
    }
}
