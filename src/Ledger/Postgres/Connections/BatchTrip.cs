using Npgsql;

namespace ActiveLearning.Ledger.Postgres;

/// <summary>Statements that go to the server in one trip.</summary>
internal static class BatchTrip
{
    /// <summary>Adds a statement with its parameters by position; rows go as one array a column.</summary>
    public static void Add(this NpgsqlBatch trip, string sql, params ReadOnlySpan<object> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        trip.BatchCommands.Add(command);
    }

    /// <summary>One column of these rows as an array.</summary>
    public static TColumn[] Column<TRow, TColumn>(this TRow[] rows, Func<TRow, TColumn> column) => Array.ConvertAll(rows, row => column(row));
}
