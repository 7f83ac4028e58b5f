using ActiveLearning.Ledger.Groups;
using ActiveLearning.Ledger.Items;

namespace ActiveLearning.Ledger.Sql;

/// <summary>
/// Takes items out of a group. Whoever is no longer represented gets a higher epoch and is open; labels stay with the item that they were given for.
/// </summary>
internal static class SplitGroup
{
    private const string Leave = "UPDATE items SET representative = NULL, epoch = epoch + 1, kept_apart = ?3 WHERE project = ?1 AND ordinal = ?2";

    private const string Follow = "UPDATE items SET representative = ?3, epoch = epoch + 1 WHERE project = ?1 AND ordinal = ?2";

    private const string Stand = """
        UPDATE items SET represented = ?3, kept_apart = ?4,
          group_rank = (SELECT MIN(m.walk_rank) FROM items m INDEXED BY items_by_representative WHERE m.project = ?1 AND m.representative = ?2 AND m.walk_rank < items.walk_rank)
        WHERE project = ?1 AND ordinal = ?2
        """;

    /// <summary>Does it.</summary>
    public static SplitResult Apply(LedgerTransaction transaction, (int Project, int Representative, IReadOnlyList<int>? Ordinals) request)
    {
        var project = request.Project;
        if (GroupRow.Find(transaction, project, request.Representative) is not { State.Represented: > 0 } old)
        {
            return new SplitResult(SplitOutcome.GroupUnknown, 0, []);
        }

        var represented = GroupRow.FindRepresented(transaction, project, request.Representative);
        var all = represented.Select(member => member.State.Ordinal).Append(old.State.Ordinal).ToHashSet();
        var leaving = request.Ordinals?.ToHashSet() ?? all;
        if (!leaving.IsSubsetOf(all))
        {
            return new SplitResult(SplitOutcome.NotAMember, 0, []);
        }

        var opened = leaving.Contains(old.State.Ordinal)
            ? WithoutRepresentative(transaction, project, old.State, represented, leaving)
            : WithoutMembers(transaction, project, old.State, [.. represented.Where(member => leaving.Contains(member.State.Ordinal))]);
        return new SplitResult(
            SplitOutcome.Split,
            opened,
            [.. all.Select(ordinal => GroupRow.Find(transaction, project, ordinal)!).Select(row => new PartitionItem(row.State, row.GroupRank))]);
    }

    private static int WithoutMembers(LedgerTransaction transaction, int project, ItemState standing, IReadOnlyList<GroupRow> leaving)
    {
        foreach (var member in leaving)
        {
            transaction.Prepare(Leave).Bind(project).Bind(member.State.Ordinal).Bind(1).Run();
        }

        var left = standing.Represented - leaving.Count;
        transaction.Prepare(Stand).Bind(project).Bind(standing.Ordinal).Bind(left).Bind(0).Run();
        var tally = transaction.Tally(project);
        tally.GroupMembers -= leaving.Count;
        tally.Groups -= left == 0 && leaving.Count > 0 ? 1 : 0;
        tally.AddMembers(standing, -leaving.Count);
        return standing.IsSettled || standing.Blocked ? leaving.Count : 0;
    }

    private static int WithoutRepresentative(
        LedgerTransaction transaction, int project, ItemState old, List<GroupRow> represented, HashSet<int> leaving)
    {
        foreach (var member in represented)
        {
            transaction.Prepare(Leave).Bind(project).Bind(member.State.Ordinal).Bind(leaving.Contains(member.State.Ordinal) ? 1 : 0).Run();
        }

        transaction.Prepare(Stand).Bind(project).Bind(old.Ordinal).Bind(0).Bind(1).Run();
        var tally = transaction.Tally(project);
        tally.GroupMembers -= represented.Count;
        tally.Groups--;
        tally.AddMembers(old, -represented.Count);

        var staying = represented.Where(member => !leaving.Contains(member.State.Ordinal)).OrderBy(member => (member.WalkRank, member.State.Ordinal)).ToList();
        if (staying.Count > 1)
        {
            var standing = staying[0].State.Ordinal;
            foreach (var member in staying.Skip(1))
            {
                transaction.Prepare(Follow).Bind(project).Bind(member.State.Ordinal).Bind(standing).Run();
            }

            transaction.Prepare(Stand).Bind(project).Bind(standing).Bind(staying.Count - 1).Bind(0).Run();
            tally.GroupMembers += staying.Count - 1;
            tally.Groups++;
        }

        return old.IsSettled || old.Blocked ? represented.Count : 0;
    }
}
