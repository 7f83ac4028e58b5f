namespace ActiveLearning.Cluster.Tests.Fixture;

/// <summary>The test cluster with the encoder of the product, which reads English.</summary>
public sealed class EnglishReadingCluster : TestCluster
{
    protected override string Encoder => "use-lite";
}
