using ActiveLearning.Contracts;
using ActiveLearning.Ledger.Models;
using ActiveLearning.Silo.DashboardFeed;
using CsCheck;

namespace ActiveLearning.Silo.Tests.DashboardFeed;

public sealed class VersionsShownTests
{
    [Fact]
    public void A_page_carries_the_champion_the_newest_and_a_bounded_spread_of_the_older_versions() =>
        Gen.Select(Gen.Int[1, 3_000], Gen.Int[1, 3_000]).Where((count, champion) => champion <= count).Sample((count, champion) =>
        {
            var all = Enumerable.Range(1, count).Select(n => Version(n, n == champion ? ModelStage.Champion : ModelStage.Archived)).ToArray();

            var shown = VersionsShown.Of(all).Select(v => v.Version).ToArray();

            Assert.InRange(shown.Length, Math.Min(count, 200), 202);
            Assert.Equal(shown.Order(), shown);
            Assert.Contains(champion, shown);
            Assert.Contains(1, shown);
            Assert.Subset(shown.ToHashSet(), all.TakeLast(VersionsShown.Newest).Select(v => v.Version).ToHashSet());
            Assert.All(shown.Zip(shown.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, (count / VersionsShown.Older) + 1));
        });

    private static ModelVersionRow Version(int number, ModelStage stage) =>
        new(number, stage, number, number, 1, "encoder", DateTimeOffset.UnixEpoch, null);
}
