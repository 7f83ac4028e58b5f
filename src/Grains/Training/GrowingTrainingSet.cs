using ActiveLearning.Grains.Labelled;
using ActiveLearning.Learning.Heads;

namespace ActiveLearning.Grains.Training;

/// <summary>
/// A training set that follows the labelled items: as long as items are only added, inner products that were computed stay; when one left, or changed its class or vector,
/// it is built anew.
/// </summary>
public sealed class GrowingTrainingSet(int classes, int dimensions)
{
    private TrainingSet _set = new(classes, dimensions);
    private int _generation;

    /// <summary>The set, brought up to the snapshot; its rows are in the snapshot's order.</summary>
    public TrainingSet Follow(LabelledSnapshot labelled)
    {
        ArgumentNullException.ThrowIfNull(labelled);
        if (labelled.Generation != _generation || labelled.Items.Count < _set.Count)
        {
            _set = new TrainingSet(classes, dimensions);
            _generation = labelled.Generation;
        }

        foreach (var item in labelled.Items.Skip(_set.Count))
        {
            _set.Add(item.Features, item.Class);
        }

        return _set;
    }
}
