namespace ActiveLearning.Contracts;

/// <summary>Which arm an assignment belongs to. Annotators never learn it.</summary>
[GenerateSerializer, Alias("arm")]
public enum Arm
{
    /// <summary>Chosen by the acquisition function.</summary>
    Learn = 0,

    /// <summary>The next item of the random walk that keeps estimates unbiased.</summary>
    Control = 1,
}
