namespace ActiveLearning.Contracts;

/// <summary>What an item is for.</summary>
[GenerateSerializer, Alias("item-split")]
public enum ItemSplit
{
    /// <summary>May be offered to annotators.</summary>
    Pool = 0,

    /// <summary>Held out: scored for evaluation against its gold label, never offered.</summary>
    Test = 1,
}
