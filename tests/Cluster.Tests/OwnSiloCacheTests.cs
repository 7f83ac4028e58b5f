using System.Net;
using ActiveLearning.Cluster.Tests.Fixture;
using ActiveLearning.Grains;
using ActiveLearning.Grains.Placement;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Metadata;
using Orleans.Serialization;
using Orleans.Serialization.TypeSystem;

namespace ActiveLearning.Cluster.Tests;

public sealed class OwnSiloCacheTests
{
    private static readonly SiloAddress Here = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    [Fact]
    public void A_content_item_is_on_this_silo_while_the_silo_is_open()
    {
        var item = GrainId.Create("contentitem", GrainKeys.Item("news", 7));

        Assert.True(Cache(SiloStatus.Active).LookUp(item, out var address, out _));
        Assert.Equal((item, Here), (address.GrainId, address.SiloAddress));
    }

    [Theory]
    [InlineData(SiloStatus.Joining)]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    [InlineData(SiloStatus.Dead)]
    public void A_silo_that_is_not_open_leaves_content_items_to_placement(SiloStatus status) =>
        Assert.False(Cache(status).LookUp(GrainId.Create("contentitem", GrainKeys.Item("news", 7)), out _, out _));

    [Fact]
    public void Grains_of_other_types_are_looked_up() =>
        Assert.False(Cache(SiloStatus.Active).LookUp(GrainId.Create("poolpartition", GrainKeys.Partition("news", 0)), out _, out _));

    private static OwnSiloCache Cache(SiloStatus status) => new(
        Answering.Proxy<ILocalSiloDetails>((_, _) => Here),
        Answering.Proxy<ISiloStatusOracle>((_, _) => status),
        new GrainTypeResolver([], new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<TypeConverter>()));
}
