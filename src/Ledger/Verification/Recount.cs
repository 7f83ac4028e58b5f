using System.Collections;
using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Items;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Ledger.Projects;

namespace ActiveLearning.Ledger.Verification;

/// <summary>What the ledger's counters should say, counted from the rows.</summary>
internal sealed class Recount
{
    private readonly BitArray seen = new(1_024);
    private int leased;
    private int settled;
    private int blocked;
    private int test;
    private int labels;
    private int members;
    private int settledByGroup;
    private int testTwins;
    private readonly Dictionary<int, GroupRecount> groups = [];

    public int Total { get; private set; }

    /// <summary>Label rows under items, undos included.</summary>
    public long Rows { get; private set; }

    public Dictionary<string, int> LabelsByAnnotator { get; } = [];

    public Dictionary<string, HashSet<int>> HeldByAnnotator { get; } = [];

    public void Add(ItemRecord item, DateTimeOffset now)
    {
        var live = LabelRow.LiveAnswers(item.Labels);
        Total++;
        Rows += item.Labels.Count;
        labels += live.Count;
        foreach (var label in item.Labels)
        {
            See(label.Sequence);
        }

        foreach (var answer in live)
        {
            LabelsByAnnotator[answer.Annotator] = LabelsByAnnotator.GetValueOrDefault(answer.Annotator) + 1;
        }

        if (item.State.Split == ItemSplit.Test)
        {
            test++;
            return;
        }

        AddToGroup(item);
        settled += live.Count >= item.State.Overlap || item.SettledBy is not null ? 1 : 0;
        blocked += item.State.Blocked ? 1 + item.State.Represented : 0;
        if (item.State is { Holder: { } holder } state && state.IsLeasedAt(now))
        {
            leased++;
            if (!HeldByAnnotator.TryGetValue(holder, out var held))
            {
                HeldByAnnotator.Add(holder, held = []);
            }

            held.Add(state.Ordinal);
        }
    }

    /// <summary>Whether some item has the label row with this number.</summary>
    public bool Saw(long sequence) => sequence < seen.Length && seen[(int)sequence];

    public ProjectCounts ToCounts() => new(
        Total, Total - test - leased - settled - blocked, leased, settled, blocked, test, labels, Rows,
        groups.Count, members, settledByGroup, testTwins);

    /// <summary>Each group: ordinal of its representative, how many that one says it stands for (null for nobody), and how many name it.</summary>
    public IEnumerable<(int Representative, int? Says, int Members)> Groups() => groups.Select(pair => (pair.Key, pair.Value.Says, pair.Value.Members));

    private void AddToGroup(ItemRecord item)
    {
        testTwins += item.State.TestTwin is null ? 0 : 1;
        if (item.State.Represented > 0)
        {
            GroupOf(item.State.Ordinal).Says = item.State.Represented;
        }

        if (item.State.Representative is { } representative)
        {
            members++;
            settledByGroup += item.SettledBy is null ? 0 : 1;
            GroupOf(representative).Members++;
        }
    }

    private GroupRecount GroupOf(int representative)
    {
        if (!groups.TryGetValue(representative, out var group))
        {
            groups.Add(representative, group = new GroupRecount());
        }

        return group;
    }

    private void See(long sequence)
    {
        if (sequence >= seen.Length)
        {
            seen.Length = checked((int)Math.Max(sequence + 1, seen.Length * 2L));
        }

        seen[(int)sequence] = true;
    }

    private sealed class GroupRecount
    {
        public int? Says { get; set; }

        public int Members { get; set; }
    }
}
