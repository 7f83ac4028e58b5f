using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// Makes groups out of pairs. Whoever becomes a member gets a higher epoch, so that nothing that was known of it before is good for a lease.
/// </summary>
internal static class JoinGroups
{
    private const string MoveMembers = """
        UPDATE items INDEXED BY items_by_representative SET representative = ?3, epoch = epoch + 1
        WHERE project = ?1 AND representative = ?2
        """;

    private const string BecomeMember = """
        UPDATE items SET representative = ?3, represented = 0, group_rank = NULL, epoch = epoch + 1 WHERE project = ?1 AND ordinal = ?2
        """;

    private const string TakeMembers = """
        UPDATE items SET represented = represented + ?3, group_rank = CASE WHEN ?4 < walk_rank THEN ?4 ELSE NULL END WHERE project = ?1 AND ordinal = ?2
        """;

    private const string Flag = "UPDATE items SET test_twin = ?3 WHERE project = ?1 AND ordinal = ?2 AND test_twin IS NULL";

    /// <summary>Does it.</summary>
    public static IReadOnlyList<PartitionItem> Apply(LedgerTransaction transaction, (int Project, IReadOnlyList<NearPair> Pairs, int ComparedUpTo) request)
    {
        var project = request.Project;
        var changed = new HashSet<int>();
        foreach (var pair in request.Pairs)
        {
            if (GroupRow.Find(transaction, project, pair.First) is { } first && GroupRow.Find(transaction, project, pair.Second) is { } second)
            {
                Join(transaction, project, first, second, changed);
            }
        }

        var tally = transaction.Tally(project);
        tally.ComparedUpTo = Math.Min(Math.Max(tally.ComparedUpTo, request.ComparedUpTo), tally.NextOrdinal);
        return
        [
            .. from ordinal in changed
               let row = GroupRow.Find(transaction, project, ordinal)
               select new PartitionItem(row.State, row.GroupRank),
        ];
    }

    /// <summary>Flags a pool item, and the one that stands for it, as the twin of a held-out one.</summary>
    public static void FlagTwin(LedgerTransaction transaction, int project, ItemState item, int testOrdinal)
    {
        var tally = transaction.Tally(project);
        tally.TestTwins += transaction.Prepare(Flag).Bind(project).Bind(item.Ordinal).Bind(testOrdinal).Run();
        if (item.Representative is { } representative)
        {
            tally.TestTwins += transaction.Prepare(Flag).Bind(project).Bind(representative).Bind(testOrdinal).Run();
        }
    }

    private static void Join(LedgerTransaction transaction, int project, GroupRow first, GroupRow second, HashSet<int> changed)
    {
        if (first.IsOfPool != second.IsOfPool)
        {
            var (pool, test) = first.IsOfPool ? (first, second) : (second, first);
            FlagTwin(transaction, project, pool.State, test.State.Ordinal);
            return;
        }

        if (!first.IsOfPool || first.KeptApart || second.KeptApart)
        {
            return;
        }

        var (a, b) = (RepresentativeOf(transaction, project, first), RepresentativeOf(transaction, project, second));
        if (a.State.Ordinal == b.State.Ordinal || a.State.Overlap != b.State.Overlap || (a.IsInUse && b.IsInUse))
        {
            return;
        }

        var aStands = a.IsInUse || (!b.IsInUse && (a.GroupRank, a.State.Ordinal).CompareTo((b.GroupRank, b.State.Ordinal)) < 0);
        Put(transaction, project, aStands ? b : a, aStands ? a : b, changed);
    }

    private static GroupRow RepresentativeOf(LedgerTransaction transaction, int project, GroupRow member) =>
        member.State.Representative is { } representative ? GroupRow.Find(transaction, project, representative)! : member;

    private static void Put(LedgerTransaction transaction, int project, GroupRow joining, GroupRow representative, HashSet<int> changed)
    {
        var (from, to) = (joining.State, representative.State);
        var joined = 1 + from.Represented;
        changed.UnionWith(GroupRow.FindRepresented(transaction, project, from.Ordinal).Select(member => member.State.Ordinal));
        changed.Add(from.Ordinal);
        changed.Add(to.Ordinal);
        transaction.Prepare(MoveMembers).Bind(project).Bind(from.Ordinal).Bind(to.Ordinal).Run();
        transaction.Prepare(BecomeMember).Bind(project).Bind(from.Ordinal).Bind(to.Ordinal).Run();
        transaction.Prepare(TakeMembers)
            .Bind(project).Bind(to.Ordinal).Bind(joined).Bind(Math.Min(joining.GroupRank, representative.GroupRank)).Run();
        if (from.TestTwin is { } twin)
        {
            FlagTwin(transaction, project, to, twin);
        }

        var tally = transaction.Tally(project);
        tally.GroupMembers++;
        tally.Groups += 1 - (from.Represented > 0 ? 1 : 0) - (to.Represented > 0 ? 1 : 0);
        tally.AddMembers(to, joined);
    }
}
