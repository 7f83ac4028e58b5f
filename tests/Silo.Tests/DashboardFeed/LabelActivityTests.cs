using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Labels;
using ActiveLearning.Silo.DashboardFeed;
using CsCheck;

namespace ActiveLearning.Silo.Tests.DashboardFeed;

public sealed class LabelActivityTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 28, 21, 17, 30, TimeSpan.Zero);

    [Fact]
    public void What_was_folded_in_whatever_pieces_is_what_a_count_of_all_rows_says() =>
        Gen.Select(Gen.Int[0, 400], Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 3], Gen.Bool).Array[1, 200].Sample(steps =>
        {
            var (rows, at, undone) = (new List<LabelRow>(), Start, new HashSet<long>());
            var activity = new LabelActivity(3);
            var unread = new List<LabelRow>();
            foreach (var (seconds, who, itsClass, undoes, reads) in steps)
            {
                at += TimeSpan.FromSeconds(seconds);
                var last = rows.LastOrDefault(row => row.Class is not null && !undone.Contains(row.Sequence) && row.LabelledAt > at - TimeSpan.FromMinutes(10));
                var row = undoes == 0 && last is not null ? Row(rows.Count + 1, last.Annotator, null, at, last.Sequence) : Row(rows.Count + 1, $"a{who}", itsClass, at, null);
                undone.UnionWith(row.Supersedes is { } taken ? [taken] : []);
                rows.Add(row);
                unread.Add(row);
                if (reads)
                {
                    activity.Fold(unread, rows.ToDictionary(known => known.Sequence));
                    unread.Clear();
                }
            }

            activity.Fold(unread, rows.ToDictionary(known => known.Sequence));

            var live = rows.FindAll(row => row.Class is not null && !undone.Contains(row.Sequence));
            var minute = at.UtcTicks / TimeSpan.TicksPerMinute;
            Assert.Equal(rows.Count, activity.UpTo);
            Assert.Equal(Enumerable.Range(0, 3).Select(c => live.Count(row => row.Class == c)), activity.LabelsByClass);
            Assert.Equal(
                Enumerable.Range(1, 60).Select(past => live.Count(row => row.LabelledAt.UtcTicks / TimeSpan.TicksPerMinute == minute - 60 + past)), activity.Throughput(at));
            Assert.Equal(
                ByAnnotator(live.Where(row => row.LabelledAt.UtcTicks / TimeSpan.TicksPerMinute > minute - 60)), activity.LastHour(at).OrderBy(count => count.Key));
            Assert.Equal(ByAnnotator(live.Where(row => row.LabelledAt.Date == at.Date)), activity.OnDay(at).OrderBy(count => count.Key));
        });

    [Fact]
    public void An_answer_that_is_taken_back_after_its_minute_was_forgotten_leaves_no_count_below_zero()
    {
        var activity = new LabelActivity(1);
        LabelRow[] rows =
        [
            Row(1, "ann", 0, Start, null),
            .. Enumerable.Range(0, 200).Select(minute => Row(2 + minute, "bob", 0, Start + TimeSpan.FromMinutes(1 + minute), null)),
        ];
        activity.Fold(rows, new Dictionary<long, LabelRow>());

        activity.Fold([Row(300, "ann", null, Start + TimeSpan.FromMinutes(201), 1)], new Dictionary<long, LabelRow> { [1] = rows[0] });

        Assert.Equal([200], activity.LabelsByClass);
        Assert.Equal(["bob"], activity.LastHour(Start + TimeSpan.FromMinutes(201)).Keys);
    }

    private static IEnumerable<KeyValuePair<string, int>> ByAnnotator(IEnumerable<LabelRow> rows) => rows.CountBy(row => row.Annotator).OrderBy(count => count.Key);

    private static LabelRow Row(int sequence, string annotator, int? itsClass, DateTimeOffset at, long? supersedes) =>
        new(sequence, sequence, new LeaseId(sequence, 1, 7), annotator, itsClass, at, at, 500, 1, Arm.Learn, supersedes);
}
