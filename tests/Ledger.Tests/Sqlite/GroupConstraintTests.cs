using ActiveLearning.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;

namespace ActiveLearning.Ledger.Tests.Sqlite;

/// <summary>What the database itself refuses, whoever writes: nothing here goes through the ledger's own checks.</summary>
public sealed class GroupConstraintTests : SqliteTest
{
    [Theory]
    [InlineData("UPDATE items SET live_labels = 1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET holder = 'ann', lease_until = 1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET blocked = 1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET represented = 1 WHERE ordinal = 1")]
    [InlineData("UPDATE items SET representative = 1 WHERE ordinal = 2")]
    [InlineData("UPDATE items SET representative = 2 WHERE ordinal = 0")]
    [InlineData("UPDATE items SET representative = 3 WHERE ordinal = 2")]
    [InlineData("UPDATE items SET representative = 2 WHERE ordinal = 2")]
    [InlineData("UPDATE items SET representative = 99 WHERE ordinal = 2")]
    [InlineData("UPDATE items SET representative = 2 WHERE ordinal = 3")]
    [InlineData("UPDATE items SET kept_apart = 1 WHERE ordinal = 1")]
    public async Task A_second_lease_or_settlement_in_a_group_and_a_group_without_one_representative_are_refused(string sql)
    {
        var project = (await Ledger.Projects.CreateAsync(Samples.Project("grouped"), default)).Project.Key;
        await Ledger.Items.ImportAsync(
            project,
            [
                Samples.Item(0) with { TextKey = 1 },
                Samples.Item(1) with { TextKey = 1 },
                Samples.Item(2),
                Samples.Item(3, Contracts.ItemSplit.Test),
            ],
            default);

        var refused = await Assert.ThrowsAsync<SqliteException>(() => Fixture.ExecuteOutsideAsync($"{sql} AND project = {project}"));

        Assert.Equal(19, refused.SqliteErrorCode);
    }
}
