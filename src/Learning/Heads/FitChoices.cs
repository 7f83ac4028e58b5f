namespace ActiveLearning.Learning.Heads;

/// <summary>What a caller may decide in the trainer's place.</summary>
/// <param name="C">The strength of the labels against the penalty; null: chosen by the trainer.</param>
/// <param name="InFeatureSpace">Which solver; null: by the number of labels.</param>
/// <param name="LossTolerance">What may be left to gain when the fit ends, in nats of mean log loss a label.</param>
/// <param name="LeaveOneOutLabels">Labels up to which rows are judged by leave-one-out, above by folds.</param>
internal sealed record FitChoices(
    double? C = null, bool? InFeatureSpace = null, double LossTolerance = HeadRecipe.LossTolerance, int LeaveOneOutLabels = HeadRecipe.LeaveOneOutLabels)
{
    /// <summary>A choice to keep while it holds, where there is no fit to start from.</summary>
    public HeadChoice? Earlier { get; init; }
}
