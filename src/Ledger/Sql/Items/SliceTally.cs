using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// Pool items and live labels by attribute value, the detected script among them. Contents never change and label rows are append-only, so each count reads only the items and rows that came
/// since the last one; the first after a start reads them all. What near-duplicates share of the labels of the one that stands for them changes with every split and join, so it is
/// read anew: one step a shared label.
/// </summary>
internal sealed class SliceTally(int project)
{
    /// <summary>Attributes that are counted; the first ones met.</summary>
    public const int MostAttributes = 64;

    /// <summary>
    /// Values of one attribute that are counted; the first ones met. An attribute with more (an address, a time) makes no slices worth reading.
    /// </summary>
    public const int MostValues = 10_000;

    private const string SelectItems = """
        SELECT i.ordinal, c.attributes, c.text
        FROM items i JOIN item_contents c ON c.project = i.project AND c.ordinal = i.ordinal
        WHERE i.project = ?1 AND i.ordinal >= ?2 AND i.split = 0
        ORDER BY i.ordinal
        """;

    // An undo counts against the class of the answer that it takes back.
    private const string SelectLabels = """
        SELECT l.sequence, COALESCE(l.class, s.class), CASE WHEN l.class IS NULL THEN -1 ELSE 1 END, c.attributes, c.text
        FROM labels l
        LEFT JOIN labels s ON s.project = l.project AND s.sequence = l.supersedes
        JOIN item_contents c ON c.project = l.project AND c.ordinal = l.ordinal
        WHERE l.project = ?1 AND l.sequence > ?2
        ORDER BY l.sequence
        """;

    // In this order, or the planner would begin with all answers.
    private const string SelectShared = """
        SELECT l.class, c.attributes
        FROM items m INDEXED BY items_by_representative
        CROSS JOIN live_answers a ON a.project = m.project AND a.ordinal = m.representative
        CROSS JOIN labels l ON l.project = a.project AND l.sequence = a.sequence
        CROSS JOIN item_contents c ON c.project = m.project AND c.ordinal = m.ordinal
        WHERE m.project = ?1 AND m.representative IS NOT NULL
        """;

    private const string SelectClasses = "SELECT classes FROM standards WHERE project = ?1 ORDER BY version DESC LIMIT 1";

    private readonly SortedDictionary<string, Dictionary<string, Slice>> attributes = new(StringComparer.Ordinal);
    private int nextOrdinal;
    private long lastSequence;

    /// <summary>Counts what is new and gives the largest slices of every attribute. Run in a snapshot, one call at a time.</summary>
    public IReadOnlyList<SliceCount> Count(SqlSession session, int valuesPerAttribute)
    {
        AddItems(session);
        AddLabels(session);
        ShareLabels(session);
        var classes = ReadClasses(session);
        return
        [
            .. from attribute in attributes
               // A pool of one script has no slices by script.
               where attribute.Key != DetectedScript.Attribute || attribute.Value.Count > 1
               from slice in attribute.Value
                   .OrderByDescending(value => value.Value.Items).ThenBy(value => value.Key, StringComparer.Ordinal).Take(valuesPerAttribute)
               select new SliceCount(attribute.Key, slice.Key, slice.Value.Items, slice.Value.LabelsOf(classes)),
        ];
    }

    private void AddItems(SqlSession session)
    {
        using var rows = session.Prepare(SelectItems).Bind(project).Bind(nextOrdinal);
        while (rows.Step())
        {
            foreach (var (attribute, value) in ItemContents.WithDetected(rows.Bytes(1), rows.Text(2)))
            {
                if (Find(attribute, value) is { } slice)
                {
                    slice.Items++;
                }
            }

            nextOrdinal = rows.Int32(0) + 1;
        }
    }

    private void AddLabels(SqlSession session)
    {
        using var rows = session.Prepare(SelectLabels).Bind(project).Bind(lastSequence);
        while (rows.Step())
        {
            foreach (var (attribute, value) in ItemContents.WithDetected(rows.Bytes(3), rows.Text(4)))
            {
                Find(attribute, value)?.AddLabels(rows.Int32(1), rows.Int32(2));
            }

            lastSequence = rows.Int64(0);
        }
    }

    private void ShareLabels(SqlSession session)
    {
        foreach (var slice in attributes.Values.SelectMany(values => values.Values))
        {
            slice.ForgetShared();
        }

        using var rows = session.Prepare(SelectShared).Bind(project);
        while (rows.Step())
        {
            foreach (var (attribute, value) in ItemContents.ReadAttributes(rows.Bytes(1)))
            {
                Find(attribute, value)?.AddShared(rows.Int32(0));
            }
        }
    }

    private Slice? Find(string attribute, string value)
    {
        if (!attributes.TryGetValue(attribute, out var values))
        {
            if (attributes.Count == MostAttributes)
            {
                return null;
            }

            values = new Dictionary<string, Slice>(StringComparer.Ordinal);
            attributes.Add(attribute, values);
        }

        if (!values.TryGetValue(value, out var slice))
        {
            if (values.Count == MostValues)
            {
                return null;
            }

            slice = new Slice();
            values.Add(value, slice);
        }

        return slice;
    }

    private int ReadClasses(SqlSession session)
    {
        using var row = session.Prepare(SelectClasses).Bind(project);
        return row.Step() ? row.Int32(0) : 0;
    }

    private sealed class Slice
    {
        private int[] labels = [];
        private int[] shared = [];

        public int Items { get; set; }

        public void AddLabels(int classPosition, int count) => Add(ref labels, classPosition, count);

        public void AddShared(int classPosition) => Add(ref shared, classPosition, 1);

        public void ForgetShared() => Array.Clear(shared);

        public int[] LabelsOf(int classes)
        {
            var counts = new int[Math.Max(classes, Math.Max(labels.Length, shared.Length))];
            labels.CopyTo(counts, 0);
            for (var i = 0; i < shared.Length; i++)
            {
                counts[i] += shared[i];
            }

            return counts;
        }

        private static void Add(ref int[] counts, int classPosition, int count)
        {
            if (classPosition >= counts.Length)
            {
                Array.Resize(ref counts, classPosition + 1);
            }

            counts[classPosition] += count;
        }
    }
}
