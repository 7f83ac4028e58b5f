using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>L-BFGS (Nocedal, 1980) for a smooth convex function: keeps a few gradient differences instead of a Hessian.</summary>
internal static class LimitedMemoryBfgs
{
    private const int Memory = 10;
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;

    /// <summary>Computes the value at a point and writes the gradient.</summary>
    public delegate double Objective(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Moves <paramref name="point"/> to the minimum.</summary>
    /// <param name="objective">A convex function with a continuous gradient.</param>
    /// <param name="point">Where to start; on return the best point found.</param>
    /// <param name="gradientTolerance">Ends when the gradient's length is at most this.</param>
    /// <param name="maximumSteps">Ends after this many steps in any case.</param>
    /// <param name="cancellationToken">Checked before each step.</param>
    /// <returns>Steps that were taken.</returns>
    public static int Minimise(Objective objective, double[] point, double gradientTolerance, int maximumSteps, CancellationToken cancellationToken)
    {
        var n = point.Length;
        var history = new Queue<(double[] Step, double[] Change, double Inverse)>(Memory);
        var gradient = new double[n];
        var value = objective(point, gradient);
        for (var step = 0; step < maximumSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TensorPrimitives.Norm<double>(gradient) <= gradientTolerance)
            {
                return step;
            }

            var direction = Direction(gradient, history);
            var slope = TensorPrimitives.Dot<double>(direction, gradient);
            if (slope >= 0)
            {
                // Rounding spoiled the memory: start again downhill.
                history.Clear();
                TensorPrimitives.Negate<double>(gradient, direction);
                slope = -TensorPrimitives.SumOfSquares<double>(gradient);
            }

            var length = history.Count == 0 ? Math.Min(1, 1 / TensorPrimitives.Norm<double>(gradient)) : 1;
            if (!Search(objective, point, value, slope, direction, length, out var next, out var nextGradient, out var nextValue))
            {
                return step;
            }

            Remember(history, point, gradient, next, nextGradient);
            next.CopyTo(point, 0);
            gradient = nextGradient;
            value = nextValue;
        }

        return maximumSteps;
    }

    private static double[] Direction(double[] gradient, Queue<(double[] Step, double[] Change, double Inverse)> history)
    {
        var direction = new double[gradient.Length];
        TensorPrimitives.Negate<double>(gradient, direction);
        if (history.Count == 0)
        {
            return direction;
        }

        var memory = history.ToArray();
        Span<double> alpha = stackalloc double[Memory];
        for (var i = memory.Length - 1; i >= 0; i--)
        {
            alpha[i] = memory[i].Inverse * TensorPrimitives.Dot<double>(memory[i].Step, direction);
            TensorPrimitives.MultiplyAdd(memory[i].Change, -alpha[i], direction, direction);
        }

        var (_, change, inverse) = memory[^1];
        TensorPrimitives.Multiply(direction, 1 / (inverse * TensorPrimitives.SumOfSquares<double>(change)), direction);
        for (var i = 0; i < memory.Length; i++)
        {
            var beta = memory[i].Inverse * TensorPrimitives.Dot<double>(memory[i].Change, direction);
            TensorPrimitives.MultiplyAdd(memory[i].Step, alpha[i] - beta, direction, direction);
        }

        return direction;
    }

    // Brackets a point that satisfies the weak Wolfe conditions by doubling and bisection: a dozen lines, and enough where the function is convex.
    private static bool Search(
        Objective objective, double[] point, double value, double slope, double[] direction, double length, out double[] next, out double[] gradient, out double nextValue)
    {
        var low = 0.0;
        var high = double.PositiveInfinity;
        next = new double[point.Length];
        gradient = new double[point.Length];
        nextValue = value;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            TensorPrimitives.MultiplyAdd(direction, length, point, next);
            nextValue = objective(next, gradient);
            if (!(nextValue <= value + (SufficientDecrease * length * slope)))
            {
                high = length;
            }
            else if (TensorPrimitives.Dot<double>(gradient, direction) < Curvature * slope)
            {
                low = length;
            }
            else
            {
                return true;
            }

            length = double.IsPositiveInfinity(high) ? 2 * low : (low + high) / 2;
        }

        return nextValue < value;
    }

    private static void Remember(
        Queue<(double[] Step, double[] Change, double Inverse)> history, double[] point, double[] gradient, double[] next, double[] nextGradient)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        TensorPrimitives.Subtract<double>(next, point, step);
        TensorPrimitives.Subtract<double>(nextGradient, gradient, change);
        var product = TensorPrimitives.Dot<double>(step, change);
        if (product <= 1e-14)
        {
            return;
        }

        if (history.Count == Memory)
        {
            history.Dequeue();
        }

        history.Enqueue((step, change, 1 / product));
    }
}
