using ActiveLearning.Silo.Hosting;
using Microsoft.Extensions.Configuration;

namespace ActiveLearning.Silo.Tests.Hosting;

public sealed class ClusterSettingsTests
{
    private static readonly Stores Files = new(Postgres: null);
    private static readonly Stores Shared = new("Host=127.0.0.1");

    [Fact]
    public void Nothing_said_means_one_process_that_does_all()
    {
        var settings = Read(Files);

        Assert.True(settings.IsAlone);
        Assert.True(settings.Serves);
    }

    [Theory]
    [InlineData("Cluster:Membership", "gossip")]
    [InlineData("Cluster:Roles", "train")]
    [InlineData("Cluster:SiloPort", "70000")]
    [InlineData("Cluster:SiloPort", "many")]
    [InlineData("Cluster:Address", "db.example.org")]
    [InlineData("Cluster:MissedProbes", "0")]
    [InlineData("Cluster:ProbeEvery", "00:00:00")]
    public void A_value_out_of_range_refuses_the_start_by_name(string name, string value)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read(Shared, (name, value)));

        Assert.Contains("Cluster:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_silos_need_a_database_that_they_share() =>
        Assert.Throws<StartRefusedException>(() => Read(Files, ("Cluster:Membership", "postgresql")));

    [Fact]
    public void Membership_in_Redis_needs_a_Redis() =>
        Assert.Throws<StartRefusedException>(() => Read(Shared, ("Cluster:Membership", "redis")));

    [Fact]
    public void The_sample_is_for_one_process() =>
        Assert.Throws<StartRefusedException>(() => Read(Shared, ("Cluster:Membership", "postgresql"), ("sample", "true")));

    private static ClusterSettings Read(Stores stores, params (string Name, string Value)[] values) => ClusterSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Name, (string?)v.Value))).Build(), stores);
}
